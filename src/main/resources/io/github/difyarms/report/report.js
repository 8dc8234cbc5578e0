"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  // Language: the browser's first, and the two buttons.
  const languages = document.getElementById("languages");
  const speak = (language) => {
    document.documentElement.lang = language;
    all("span[lang]").forEach((text) => { text.hidden = text.lang !== language; });
    all("#languages button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.value === language));
    });
  };
  languages.hidden = false;
  languages.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) speak(button.value);
  });
  speak(/^zh\b/i.test(navigator.language || "") ? "zh-CN" : "en");

  // Copying: what is copied is selected, so that it can be seen, and copied where this may not.
  const said = document.getElementById("said");
  let silence;
  const say = () => {
    said.textContent = document.documentElement.lang === "zh-CN" ? "已复制" : "Copied";
    clearTimeout(silence);
    silence = setTimeout(() => { said.textContent = ""; }, 1600);
  };
  const copy = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    if (document.execCommand("copy")) {
      say();
    } else if (navigator.clipboard) {
      navigator.clipboard.writeText(element.textContent).then(say, () => {});
    }
  };
  all("button.copy").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button.previousElementSibling));
  });
  all("code.digest").forEach((code) => code.addEventListener("click", () => copy(code)));

  // Printing: what is folded is printed too.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
})();
