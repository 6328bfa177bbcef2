// Holds answers against the OpenAPI document: standard input is a JSON array of {method, pattern, status, body}. Ends with the first fault.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

// What an answer holds stands in the document: nothing else is let through. What is made of parts is closed as a whole, where it is
// used: a component may be one of the parts.
function closed(schema, part = false) {
  if (Array.isArray(schema)) return schema.map((one) => closed(one, part));
  if (!schema || typeof schema !== "object") return schema;
  const all = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value, name === "allOf")]));
  if (!part && (schema.$ref || schema.allOf || (schema.type === "object" && schema.properties))) all.unevaluatedProperties = false;
  return all;
}
function components(schemas) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema, true)]));
}

const [file] = process.argv.slice(2);
const document = JSON.parse(readFileSync(file, "utf8"));
const ajv = addFormats(new Ajv2020({ strict: true, strictTypes: false, allErrors: true }));
ajv.addKeyword("components");
ajv.addSchema({ components: { schemas: components(document.components.schemas) } }, "contract");
const within = (schema) => JSON.parse(JSON.stringify(closed(schema)).replaceAll('"$ref":"#/', '"$ref":"contract#/'));
for (const { method, pattern, status, body } of JSON.parse(readFileSync(0, "utf8"))) {
  const answer = document.paths[pattern]?.[method.toLowerCase()]?.responses[status];
  const schema = answer && Object.values(answer.content)[0].schema;
  const fault = !schema ? "is not described" : ajv.validate(within(schema), body) ? null : ajv.errorsText(ajv.errors);
  if (fault) {
    console.error(`${method} ${pattern} ${status}: ${fault}: ${JSON.stringify(body)}`);
    process.exit(1);
  }
}
