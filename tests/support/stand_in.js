// Stands in for the built worker where a test is not about Python in the browser: says what
// widgets/web/worker.js says, but has the package answer in the server's own Python.

let answered = Promise.resolve();

function boot({ runtime }) {
  const step = (name, done = 0, total = 1) =>
    postMessage({ type: "step", step: name, done, total });
  const total = Object.keys(runtime.files).length;
  for (let done = 0; done <= total; done++) step("download", done, total);
  step("start");
  step("rules");
  postMessage({ type: "ready" });
}

async function answer(question) {
  const { id } = question;
  const response = await fetch("/python", { method: "POST", body: JSON.stringify(question) });
  const text = await response.text();
  postMessage(
    response.ok ? { type: "answer", id, json: text } : { type: "broken", id, message: text },
  );
}

addEventListener("message", ({ data }) => {
  if (data.type === "boot") boot(data);
  // One after the other, as a worker that does not wait would.
  else answered = answered.then(() => answer(data));
});
