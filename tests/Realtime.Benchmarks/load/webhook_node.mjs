// The least that a Node server does with OpenAI's own SDK: read the body, unwrap, answer. usage: node webhook_node.mjs MODULES PORT SECRET
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, port, secret] = process.argv.slice(2);
const { default: OpenAI } = await import(pathToFileURL(path.join(modules, 'openai', 'index.mjs')));
const client = new OpenAI({ apiKey: 'sk-bench', webhookSecret: secret });

http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', async () => {
    try {
      await client.webhooks.unwrap(Buffer.concat(pieces).toString('utf8'), request.headers);
      response.writeHead(200, { 'content-length': 0 }).end();
    } catch {
      response.writeHead(400, { 'content-length': 0 }).end();
    }
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
process.stdin.on('end', () => process.exit(0)).resume();
