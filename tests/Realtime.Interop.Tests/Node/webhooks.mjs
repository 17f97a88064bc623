// Answers one line of JSON on each line of JSON: what OpenAI's SDK says to a webhook, and how the reference library of Standard Webhooks signs one.
import readline from 'node:readline';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.cwd(), 'index.js'));
const { default: OpenAI } = await import(pathToFileURL(require.resolve('openai')));
const { Webhook } = require('standardwebhooks');
const client = new OpenAI({ apiKey: 'sk-test' });

async function answer({ op, secret, id, timestamp, body, headers, url }) {
  switch (op) {
    case 'unwrap': {
      const event = await client.webhooks.unwrap(body, headers, secret);
      return { type: event.type, call_id: event.data?.call_id };
    }
    case 'sign':
      return { signature: new Webhook(secret).sign(id, new Date(timestamp * 1000), body) };
    case 'verify':
      return { type: new Webhook(secret).verify(body, headers).type };
    case 'post': {
      const signature = new Webhook(secret).sign(id, new Date(timestamp * 1000), body);
      const response = await fetch(url, {
        method: 'POST', redirect: 'error', body,
        headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature },
      });
      return { status: response.status };
    }
    default:
      throw new Error(`no such operation: ${op}`);
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await answer(JSON.parse(line))));
  } catch (fault) {
    console.log(JSON.stringify({ error: fault.constructor.name, message: fault.message }));
  }
}
