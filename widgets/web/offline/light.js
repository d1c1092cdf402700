// The first script of the self-check in one light file: there is no Python, so it starts no worker.

import { stand } from "./local.js";
import { small } from "./packed.js";

stand(document.currentScript, small);
