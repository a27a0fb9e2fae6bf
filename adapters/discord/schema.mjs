// Compares payloads with what Discord publishes of its API. It reads lines of
// {"route": "...", "body": ...} and prints a sentence for each that Discord does
// not describe so, and at last how many it has compared.
//
//	node schema.mjs FOLDER_OF_NODE_MODULES < lines
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const module = (path) => import(pathToFileURL(`${folder}/${path}`).href);
const spec = await module("discord-api-spec/build/discord-api-spec.zod.js");
const z = await module("zod/mini/index.js");

const callbacks = {
  4: spec.CreateMessageInteractionCallbackRequestSchema,
  5: spec.CreateMessageInteractionCallbackRequestSchema,
  6: spec.UpdateMessageInteractionCallbackRequestSchema,
  7: spec.UpdateMessageInteractionCallbackRequestSchema,
  8: spec.ApplicationCommandAutocompleteCallbackRequestSchema,
  9: spec.ModalInteractionCallbackRequestSchema,
};
const commands = z.array(spec.ApplicationCommandUpdateRequestSchema);
const schemas = {
  "POST /channels/{channel}/messages": spec.MessageCreateRequestSchema,
  "POST /users/@me/channels": spec.CreatePrivateChannelRequestSchema,
  "PATCH /webhooks/{application}/{token}/messages/{message}": spec.IncomingWebhookUpdateRequestPartialSchema,
  "POST /webhooks/{application}/{token}": spec.IncomingWebhookRequestPartialSchema,
  "PUT /applications/{application}/commands": commands,
  "PUT /applications/{application}/guilds/{guild}/commands": commands,
};

function schemaOf(route, body) {
  if (route === "POST /interactions/{interaction}/{token}/callback") return callbacks[body.type];
  return schemas[route];
}

let compared = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { route, body } = JSON.parse(line);
  const schema = schemaOf(route, body);
  if (!schema) {
    console.log(`nothing is published for ${route}`);
    continue;
  }
  compared++;
  const { success, error } = z.safeParse(schema, body);
  if (!success) {
    console.log(`${route}: ${z.prettifyError(error)}\n${line.slice(0, 600)}`);
  }
}
console.log(`compared ${compared}`);
