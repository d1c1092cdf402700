// Stands in for the built worker where a test is not about Python in the browser: says what
// widgets/web/worker.js says, but has the package answer in the server's own Python.

let answered = Promise.resolve();
// Each worker has its own list, whatever else the server's Python works on.
const worker = String(Math.random());
const packages = new Set();

const step = (name, done = 0, total = 1) => postMessage({ type: "step", step: name, done, total });

function boot({ runtime }) {
  const total = Object.keys(runtime.files).length;
  for (let done = 0; done <= total; done++) step("download", done, total);
  step("start");
  step("rules");
  postMessage({ type: "ready" });
}

async function answer({ content, ...question }) {
  const { id, type } = question;
  if (type === "call" && !packages.has(question.package)) {
    packages.add(question.package);
    step("archive");
    step("archive", 1);
  }
  // A line of JSON, then the bytes of a file.
  const asked = JSON.stringify({ ...question, worker, brings: content !== undefined });
  const body = new Blob([asked, "\n", content ?? ""]);
  const response = await fetch("/python", { method: "POST", body });
  if (!response.ok) postMessage({ type: "broken", id, message: await response.text() });
  else if (response.headers.get("Content-Type") === "application/json")
    postMessage({ type: "answer", id, json: await response.text() });
  else postMessage({ type: "answer", id, content: new Uint8Array(await response.arrayBuffer()) });
}

addEventListener("message", ({ data }) => {
  if (data.type === "boot") boot(data);
  // One after the other, as a worker that does not wait would.
  else answered = answered.then(() => answer(data));
});
