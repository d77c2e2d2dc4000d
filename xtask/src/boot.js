// Fetches the program and hands the page over to it. A file of its own, so that the page needs no inline script.
import init from "./{{js}}";

init({ module_or_path: new URL("./{{wasm}}", import.meta.url) }).catch((error) => {
  const status = document.getElementById("boot-status");
  if (status) {
    status.textContent = `Quorarium could not start in this browser: ${error}`;
  }
  throw error;
});
