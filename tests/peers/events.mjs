// Foreign clients of the public events. Each event is read with the CloudEvents SDK and its data held against the schema that its
// dataschema names; one JSON line comes out for each, {id, type, source, key?, partition?, data}, or the program ends with the fault.
//
//   node events.mjs asyncapi FILE                    is it valid AsyncAPI
//   node events.mjs batch < PAGE                     application/cloudevents-batch+json on standard input
//   node events.mjs kafkajs|confluent BROKERS TOPIC COUNT
import { readdirSync, readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { CloudEvent, HTTP, Kafka as KafkaBinding } from "cloudevents";

const schemas = new URL("../../schemas/public/", import.meta.url);
const kept = readdirSync(schemas, { recursive: true });          // by areas
const ajv = addFormats(new Ajv2020({ strict: true, strictTypes: false, allErrors: true }));
const compiled = new Map();
// The committed schema, closed: a member that it does not name is a fault of ours, though consumers would ignore it.
function validator(dataschema) {
  if (!compiled.has(dataschema)) {
    const name = kept.find((path) => path.endsWith("/" + dataschema.split("/").pop()));
    if (!name) throw new Error("no schema is kept of " + dataschema);
    const schema = JSON.parse(readFileSync(new URL(name, schemas), "utf8"));
    if (schema.$id !== dataschema) throw new Error(`${dataschema} is the schema ${schema.$id}`);
    compiled.set(dataschema, ajv.compile({ ...schema, unevaluatedProperties: false }));
  }
  return compiled.get(dataschema);
}
function say(event, more = {}) {
  if (!(event instanceof CloudEvent) || !event.validate()) throw new Error("no CloudEvent: " + JSON.stringify(event));
  if (!event.dataschema.endsWith(`/${event.type}.json`)) throw new Error(`${event.type} has the schema ${event.dataschema}`);
  const valid = validator(event.dataschema);
  if (!valid(event.data)) throw new Error(`${event.type} ${event.id}: ${ajv.errorsText(valid.errors)}: ${JSON.stringify(event.data)}`);
  const { id, type, source, data, partitionkey, sequence, origin } = event;
  process.stdout.write(JSON.stringify({ id, type, source, data, partitionkey, sequence, origin, ...more }) + "\n");
}
// A Kafka message in the form that the SDK takes, whatever client it comes from.
function sayMessage(partition, { key, value, headers }) {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, v]) => [name, (Array.isArray(v) ? v[0] : v).toString()]));
  const event = KafkaBinding.toEvent({ key: key.toString(), value: value.toString(), headers: plain, body: value.toString(), timestamp: "" });
  say(event, { key: key.toString(), partition });
  return event.id;
}

// From the beginning of a topic until so many different events have been heard.
async function follow(consumer, subscription, count) {
  const heard = new Set();
  await consumer.connect();
  await consumer.subscribe(subscription);
  await new Promise((resolve, reject) => {
    consumer.run({
      eachMessage: async ({ partition, message }) => {
        try {
          if (heard.size < count) heard.add(sayMessage(partition, message));
          if (heard.size === count) resolve();
        } catch (fault) {
          reject(fault);
        }
      },
    }).catch(reject);
  });
  await consumer.disconnect();
}

const modes = {
  async asyncapi(file) {
    const { Parser } = await import("@asyncapi/parser");
    const { document, diagnostics } = await new Parser().parse(readFileSync(file, "utf8"));
    const wrong = diagnostics.filter((d) => d.severity === 0);
    if (!document || wrong.length) throw new Error(JSON.stringify(wrong));
    for (const channel of document.channels()) console.log(JSON.stringify({ topic: channel.address(), messages: channel.messages().all().map((m) => m.name()) }));
  },
  async batch() {
    const body = readFileSync(0, "utf8");
    for (const event of HTTP.toEvent({ headers: { "content-type": "application/cloudevents-batch+json" }, body })) say(event);
  },
  async kafkajs(brokers, topic, count) {
    const { Kafka, logLevel } = await import("kafkajs");
    const kafka = new Kafka({ clientId: "peer", brokers: brokers.split(","), logLevel: logLevel.NOTHING });
    await follow(kafka.consumer({ groupId: `kafkajs-${process.pid}` }), { topics: [topic], fromBeginning: true }, Number(count));
  },
  async confluent(brokers, topic, count) {
    const { KafkaJS } = await import("@confluentinc/kafka-javascript");
    const kafka = new KafkaJS.Kafka({ kafkaJS: { clientId: "peer", brokers: brokers.split(","), logLevel: KafkaJS.logLevel.ERROR } });
    await follow(kafka.consumer({ kafkaJS: { groupId: `confluent-${process.pid}`, fromBeginning: true } }), { topics: [topic] }, Number(count));
  },
};
const [mode, ...rest] = process.argv.slice(2);
modes[mode](...rest).then(() => process.exit(0), (fault) => {
  console.error(fault.message ?? fault);
  process.exit(1);
});
