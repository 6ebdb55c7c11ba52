/**
 * What makes the pages quicker to use than plain HTML: menus that close, dialogs, copying, uploads with progress, search keys.
 * Every page works without it.
 */
import { closeMenus } from "./lib/menus";
import { copyButtons } from "./lib/copy";
import { dialogs } from "./lib/dialogs";
import { focusProblems, sendOnce, timeZone } from "./lib/forms";
import { livePages } from "./lib/live";
import { searchKey } from "./lib/search";
import { uploads } from "./lib/upload-page";
import { verifying } from "./lib/verify-page";

closeMenus();
copyButtons();
dialogs();
focusProblems();
livePages();
sendOnce();
searchKey();
timeZone();
uploads();
verifying();
