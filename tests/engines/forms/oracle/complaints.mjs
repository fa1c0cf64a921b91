// Reads [document] on standard input; prints for each what SurveyJS finds wrong in it: unknown properties, types and values.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const survey = await import(pathToFileURL(createRequire(process.argv[2] + "/").resolve("survey-core")).href);
await import(pathToFileURL(createRequire(process.argv[2] + "/").resolve("survey-core/survey.i18n")).href);
const { Model } = survey.default ?? survey;

function complaints(document) {
  const model = new Model();
  model.fromJSON(document, { validatePropertyValues: true });
  return (model.jsonErrors ?? []).map((error) => error.getFullDescription());
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(complaints)));
