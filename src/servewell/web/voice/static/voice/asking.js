// Asks a form with SurveyJS. What was answered comes and goes as the fields of a plain form, so that the server hears
// the same from every browser.
"use strict";
window.servewellAsking = (() => {
  const texts = (value) => (Array.isArray(value) ? value : [value]).map(String);
  const among = (items, text) => items.find((item) => String(item.value) === text)?.value ?? text;

  function placesOf(question, fields) {
    const placed = question.choices.map((choice) => [Number(fields[`${question.name}.${choice.value}`]?.[0]), choice.value]);
    return placed.every(([place]) => place) ? placed.sort((one, other) => one[0] - other[0]).map(([, value]) => value) : undefined;
  }

  // what the library holds, from the texts that were posted
  const readers = {
    matrix(question, given, fields) {
      const rows = question.rows.map((row) => [row.value, fields[`${question.name}.${row.value}`]?.[0]]).filter(([, text]) => text);
      return rows.length ? Object.fromEntries(rows.map(([row, text]) => [row, among(question.columns, text)])) : undefined;
    },
    ranking: (question, given, fields) => (given?.length ? given : placesOf(question, fields)),
    checkbox: (question, given) => given,
    rating: (question, given) => given && among(question.visibleRateValues, given[0]),
    radiogroup: (question, given) => given && among(question.choices, given[0]),
    boolean: (question, given) => given && given[0] === "true",
    file: (question, given, fields, files) =>
      given?.filter((token) => files[token]).map((token) => ({ ...files[token], content: token })),
    signaturepad: (question, given) => (given?.[0]?.startsWith("data:") ? given[0] : undefined),
    text: (question, given) => given && (question.inputType === "number" && given[0] ? Number(given[0]) : given[0]),
  };

  function fill(model, fields, files) {
    for (const question of model.getAllQuestions()) {
      const given = fields[question.name]?.filter((text) => text !== "");
      const read = readers[question.getType()] ?? ((_, list) => list?.[0]);
      const value = read(question, given?.length ? given : undefined, fields, files);
      if (value !== undefined) question.value = value;
    }
  }

  function fieldsOf(model) {
    const fields = {};
    for (const question of model.getAllQuestions()) {
      if (!question.isVisible || question.isEmpty()) continue;
      const { name, value } = question;
      if (question.getType() === "matrix") for (const [row, column] of Object.entries(value)) fields[`${name}.${row}`] = texts(column);
      else if (question.getType() === "file") fields[name] = value.map((file) => file.content);
      else fields[name] = texts(value);
    }
    return fields;
  }

  function fit(model, { ticks, send }) {
    model.applyTheme?.({ cssVariables: {} });
    Object.assign(model, {
      showTitle: false, showCompletePage: false, completeText: send, focusFirstQuestionAutomatic: false,
      textUpdateMode: "onTyping", widthMode: "responsive", showBrandInfo: false,
    });
    // a question that is drawn only when it is scrolled to leaves a blank stretch above Send: worth it in long forms alone
    model.lazyRenderEnabled = model.getAllQuestions().length > 40;
    for (const question of model.getAllQuestions()) {
      // tiles, which wrap on a phone, and never a list to pull down
      if (question.getType() === "rating") question.displayMode = "buttons";
      if (question.getType() === "matrix") Object.assign(question, { columnMinWidth: "64px", rowTitleWidth: "150px" });
      if (question.getType() === "boolean") question.renderAs = ticks.includes(question.name) ? "checkbox" : "radio";
      if (question.getType() === "signaturepad") Object.assign(question, { signatureWidth: 600, signatureAutoScaleEnabled: true, dataFormat: "png", penColor: "#1f2b2a", backgroundColor: "#ffffff" });
      // what is sent is a token: the file itself lies with the server, or waits on this device
      if (question.getType() === "file") Object.assign(question, { storeDataAsText: false, waitForUpload: true, allowImagesPreview: false });
    }
  }

  // keepFile(question, file) answers with the token of a file, or throws what is to be said
  function ask(host, { document: form, fields = {}, files = {}, ticks = [], send, page = 0, keepFile, done, changed }) {
    Survey.settings.titleTags = { survey: "h2", page: "h2", panel: "h3", question: "div" };
    Survey.settings.animationEnabled = false;
    const model = new Survey.Model(form);
    fit(model, { ticks, send });
    fill(model, fields, files);
    model.currentPageNo = Math.min(page, Math.max(model.visiblePages.length - 1, 0));
    model.onUploadFiles.add(async (_, options) => {
      try {
        const kept = [];
        for (const file of options.files) kept.push({ file, content: await keepFile(options.question, file) });
        options.callback(kept, []);
      } catch (fault) {
        options.callback([], [fault.message]);
      }
    });
    // there is nothing to fetch: what has arrived is shown by its name
    model.onDownloadFile.add((_, options) => options.callback("success", ""));
    model.onCompleting.add((_, options) => {
      options.allow = false;
      done(fieldsOf(model));
    });
    if (changed) for (const event of [model.onValueChanged, model.onCurrentPageChanged]) event.add(() => changed(fieldsOf(model), model.currentPageNo));
    SurveyUI.renderSurvey(model, host);
    return { model, fields: () => fieldsOf(model) };
  }

  return { ask };
})();
