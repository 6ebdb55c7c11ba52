/** Starts the editor on its page: reads what the server has put there, and takes over the marked place. */
import { render, h } from "preact";
import { App } from "./editor/app";
import { type Setup, Editor } from "./editor/store";
import type { Draft } from "./editor/model";
import { readBlock, readWords } from "./island/words";

const root = document.getElementById("editor");
if (root) {
  const setup = readBlock<Setup>("setup");
  root.textContent = "";
  render(h(App, { editor: new Editor(readBlock<Draft>("draft"), setup, readWords()) }), root);
}
