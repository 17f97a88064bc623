// The ws library on the gateway's control WebSocket: follows the call from its beginning, commands it, hangs up and waits for the close.
// Arguments: address, key. Writes one line of JSON.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'index.js'));
const WebSocket = require('ws');
const [url, key] = process.argv.slice(2);
const found = { replies: {}, types: [], lastSeq: 0, gaps: 0, pings: 0 };
const picture = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(700_000, 7)]);
const commands = [
  { id: 'whisper', type: 'whisper', text: 'größer – ☎ 😀' },
  { id: 'image', type: 'add_image', image_url: `data:image/png;base64,${picture.toString('base64')}`, text: 'The meter.' },
  { id: 'update', type: 'update', tools: [] },
  { id: 'say', type: 'say', text: 'One moment please.', interrupt: true },
  { id: 'stop', type: 'stop' },
  { id: 'stranger', type: 'transfer', to: '+15550123' },
  { id: 'nonsense', type: 'say', words: 'x' },
];

const socket = new WebSocket(`${url}?after=0`, 'realtime.gateway.v1', { headers: { Authorization: `Bearer ${key}` } });
const limit = setTimeout(() => { found.fault = 'no end within 60 s'; socket.terminate(); }, 60_000);
socket.on('open', () => {
  found.protocol = socket.protocol;
  for (const command of commands) socket.send(JSON.stringify(command));
});
socket.on('ping', () => found.pings++);
socket.on('error', (fault) => { found.fault = String(fault); });
socket.on('message', (data, isBinary) => {
  const message = JSON.parse(data.toString());
  if (isBinary) found.fault = 'a binary message';
  if (message.type === 'event') {
    found.types.push(message.event.type);
    if (message.event.seq > 0) {
      if (message.event.seq !== found.lastSeq + 1) found.gaps++;
      found.lastSeq = message.event.seq;
    }
  }

  if (message.type === 'reply') {
    found.replies[message.id] = message.ok ? 'ok' : message.problem.status;
    if (Object.keys(found.replies).length === commands.length) socket.send(JSON.stringify({ id: 'hangup', type: 'hangup' }));
  }
});
socket.on('close', (code, reason) => {
  clearTimeout(limit);
  found.code = code;
  found.reason = reason.toString();
  console.log(JSON.stringify(found));
});
