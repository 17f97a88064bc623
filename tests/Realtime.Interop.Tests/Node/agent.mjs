// OpenAI's agents SDK on a call that rings at the service: accepts it by the SDK's own payload, attaches by the call's id, talks, runs a tool, interrupts.
// Arguments: REST base, key, call id, transport (sip or websocket). Writes one line of JSON.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.cwd(), 'index.js'));
const load = async (name) => await import(pathToFileURL(require.resolve(name)));
const { default: OpenAI } = await load('openai');
const { RealtimeAgent, RealtimeSession, OpenAIRealtimeSIP, OpenAIRealtimeWebSocket, tool } = await load('@openai/agents-realtime');
const { z } = await load('zod');

const [base, apiKey, callId, transport] = process.argv.slice(2);
const found = { ran: [], errors: [], events: [], cancelled: 0, said: [] };
const agent = new RealtimeAgent({
  name: 'desk',
  instructions: 'Be brief.',
  tools: [tool({
    name: 'lookup_order', description: 'Finds an order.', parameters: z.object({ order_id: z.string() }),
    execute: async ({ order_id }) => { found.ran.push(order_id); return JSON.stringify({ status: 'on its way' }); },
  })],
});

const client = new OpenAI({ apiKey, baseURL: base });
await client.realtime.calls.accept(callId, await OpenAIRealtimeSIP.buildInitialConfig(agent, { model: 'gpt-realtime-2.1' }));

const session = new RealtimeSession(agent, {
  model: 'gpt-realtime-2.1',
  transport: transport === 'sip' ? new OpenAIRealtimeSIP() : new OpenAIRealtimeWebSocket(),
});
const waiting = [];
session.on('transport_event', (event) => {
  found.events.push(event.type);
  if (event.type === 'error') found.errors.push(event.error.message);
  if (event.type === 'response.output_audio_transcript.done') found.said.push(event.transcript);
  if (event.type === 'response.done' && event.response.status === 'cancelled') found.cancelled++;
  for (const one of [...waiting]) if (one.matches(event)) { waiting.splice(waiting.indexOf(one), 1); one.resolve(event); }
});
session.on('error', (error) => found.errors.push(String(error?.error?.message ?? error?.message ?? JSON.stringify(error))));

const next = (what, matches) => new Promise((resolve, reject) => {
  const timer = setTimeout(() => reject(new Error(`no ${what}`)), 20_000);
  waiting.push({ matches, resolve: (event) => { clearTimeout(timer); resolve(event); } });
});
const spoken = (text) => next(`words "${text}"`, (event) => event.type === 'response.output_audio_transcript.done' && event.transcript === text);
const done = () => next('end of a response', (event) => event.type === 'response.done');

try {
  const updated = next('session.updated', (event) => event.type === 'session.updated');
  await session.connect({ apiKey, callId, url: `${base.replace(/^http/, 'ws')}/realtime?call_id=${callId}` });
  const effective = (await updated).session;
  found.instructions = effective.instructions;
  found.tools = effective.tools.map((one) => one.name);

  const answered = spoken('Your order is on its way.');
  session.sendMessage('Where is my order 4711?');
  await answered;

  const first = next('first word', (event) => event.type === 'response.output_audio_transcript.delta');
  const heard = transport === 'sip' ? next('cleared audio', (event) => event.type === 'output_audio_buffer.cleared') : null;
  const cut = next('cut response', (event) => event.type === 'response.done' && event.response.status === 'cancelled');
  session.sendMessage('Tell me everything about it.');
  await first;
  if (transport === 'sip') session.interrupt(); else session.transport.sendEvent({ type: 'response.cancel' });
  await cut;
  await heard;

  const end = done();
  const bye = spoken('Goodbye.');
  session.sendMessage('Thanks, bye.');
  await bye;
  await end;
  found.history = session.history.filter((one) => one.type === 'message').map((one) => one.role);
  session.close();
} catch (fault) {
  found.fault = String(fault?.stack ?? fault);
}
console.log(JSON.stringify(found));
process.exit(0);
