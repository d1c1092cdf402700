// The first script of a page from disk that has all of the site's files, or Python.

import prelude from "built:prelude"; // the worker's side, written by widgets/offline
import { stand } from "./local.js";
import { unpacked } from "./unpack.js";

stand(document.currentScript, unpacked, prelude);
