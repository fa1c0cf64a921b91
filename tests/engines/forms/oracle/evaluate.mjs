// Reads [{expression, values}] on standard input and prints what SurveyJS makes of each: its result, whether a condition holds, or that it cannot be read.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const survey = await import(pathToFileURL(createRequire(process.argv[2] + "/").resolve("survey-core")).href);
const { ConditionRunner, ExpressionRunner } = survey.default ?? survey;

function plain(result) {
  if (result === undefined || result === null) return null;
  if (typeof result === "number" && !Number.isFinite(result)) return { number: String(result) };
  return result;
}

function verdict({ expression, values }) {
  const runner = new ExpressionRunner(expression);
  if (!runner.canRun()) return { unreadable: true };
  return { result: plain(runner.runValues(values)), holds: new ConditionRunner(expression).runValues(values) };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(verdict)));
