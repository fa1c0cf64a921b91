// Reads [{document, answers}] on standard input. Answers, from top to bottom, the questions that SurveyJS shows at that moment; an answer to a matrix is one for each row.
// Prints which questions are shown, required and faulty, which answers are kept, and what titles and descriptions say.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const survey = await import(pathToFileURL(createRequire(process.argv[2] + "/").resolve("survey-core")).href);
await import(pathToFileURL(createRequire(process.argv[2] + "/").resolve("survey-core/survey.i18n")).href);
const { Model } = survey.default ?? survey;

function judged({ document, answers }) {
  const model = new Model(document);
  for (const question of model.getAllQuestions()) {
    if (question.isVisible && question.isParentVisible && question.name in answers) question.value = answers[question.name];
  }
  const questions = model.getAllQuestions().filter((question) => question.isVisible && question.isParentVisible);
  const said = {};
  for (const part of [...model.pages, ...model.getAllPanels(), ...model.getAllQuestions()]) {
    if (part.title && part.isVisible && part.isParentVisible !== false && part.parent?.isVisible !== false) said[part.name] = part.locTitle.renderedHtml;
  }
  return {
    shown: questions.map((question) => question.name),
    required: questions.filter((question) => question.isRequired || question.eachRowRequired).map((question) => question.name),
    faulty: questions.filter((question) => !question.validate(false)).map((question) => question.name).sort(),
    kept: model.data,
    said,
  };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(judged)));
