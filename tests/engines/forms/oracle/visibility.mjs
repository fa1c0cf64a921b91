// Reads [{document, rounds}] on standard input. A round answers, from top to bottom, the questions that SurveyJS shows at that moment.
// Prints after each round which questions are shown and which answers are kept.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const survey = await import(pathToFileURL(createRequire(process.argv[2] + "/").resolve("survey-core")).href);
const { Model } = survey.default ?? survey;

function inOneOrder(data) {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value]));
}

function seen({ document, rounds }) {
  const model = new Model(document);
  return rounds.map((answers) => {
    for (const question of model.getAllQuestions()) {
      if (question.isVisible && question.name in answers) question.value = answers[question.name];
    }
    const shown = model.getAllQuestions().filter((question) => question.isVisible).map((question) => question.name);
    return { shown, kept: inOneOrder(model.data) };
  });
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(seen)));
