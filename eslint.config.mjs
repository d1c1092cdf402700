// What the browsers named in package.json (browserslist) do not know: in scripts and stylesheets.
// esbuild rewrites newer syntax for them; what no bundler rewrites is found here.
//
// @eslint/css           ESLint's own parser and rules for CSS: it knows when each property, value
//                       and selector came
// eslint-plugin-compat  objects and functions of the browser, by MDN's data and browserslist
// eslint-plugin-es-x    methods of the language (findLast, at), which that does not look for

import css from "@eslint/css";
import compat from "eslint-plugin-compat";
import esX from "eslint-plugin-es-x";

const STYLES = ["docs/overrides/assets/stylesheets/*.css", "widgets/web/**/*.css"];
const SCRIPTS = ["docs/overrides/assets/javascripts/*.js", "widgets/web/**/*.js"];
// A rule with such a selector is dropped whole, and a script that looks for it ends.
const SELECTORS = "/:(is|where|has)\\(|:not\\([^()]*,/";

// The language of 2021 is what Chromium 86 speaks. Of what is newer, esbuild rewrites syntax; methods
// of iterators go by the same names as those of arrays, "at" is a word of ours, and a cause that
// is not heard of does no harm.
const REWRITTEN = /no-class-|iterator-prototype|prototype-at$|error-cause/;
const LANGUAGE = Object.fromEntries(
  Object.entries(esX.configs["flat/restrict-to-es2021"].rules).filter(
    ([name]) => !REWRITTEN.test(name),
  ),
);

export default [
  {
    files: STYLES,
    plugins: { css },
    language: "css/css",
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "css/use-baseline": [
        "error",
        {
          // What all engines knew at the end of the year in which Chromium 86 came.
          available: 2020,
          allowProperties: [
            // Known to Chromium 86, to another engine only later.
            ...["appearance", "outline", "page", "resize", "scroll-behavior"],
            ...["scroll-margin-block", "scroll-margin-bottom", "scroll-margin-top"],
            ...["scroll-padding-block", "color-scheme", "content-visibility"],
            // Adds; nothing stands elsewhere, shows or hides without it.
            ...["accent-color", "forced-color-adjust", "mask-image", "print-color-adjust"],
            ...["scrollbar-width", "text-autospace", "text-decoration-thickness"],
            ...["text-spacing-trim", "text-underline-offset", "text-wrap"],
          ],
          allowPropertyValues: {
            "background-attachment": ["local"],
            "font-family": ["system-ui"],
            "overflow-wrap": ["anywhere"],
            width: ["fit-content"],
          },
          allowSelectors: ["backdrop", "focus-visible", "marker"],
          allowAtRules: ["page"],
          // What a browser without them never meets.
          allowMediaConditions: ["forced-colors", "prefers-contrast", "scripting"],
        },
      ],
    },
  },
  {
    files: SCRIPTS,
    plugins: { compat, "es-x": esX },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: {
      globals: Object.fromEntries(["window", "document", "navigator"].map((name) => [name, false])),
    },
    settings: { "es-x": { aggressive: true } },
    rules: {
      "compat/compat": "error",
      ...LANGUAGE,
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='at']",
          message: "Chromium 86 has no at().",
        },
        { selector: `Literal[value=${SELECTORS}]`, message: "Chromium 86 ends the script." },
        {
          selector: `TemplateElement[value.raw=${SELECTORS}]`,
          message: "Chromium 86 ends the script.",
        },
      ],
    },
  },
];
