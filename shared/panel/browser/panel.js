// The panel's scripts. A page works without them; each adds one convenience.
import { startAges } from "./ages.js";
import { startBoxes } from "./boxes.js";
import { startCalling } from "./calling.js";
import { startCompleting } from "./completing.js";
import { startComposer } from "./composer.js";
import { startCopy } from "./copy.js";
import { startDrawers } from "./drawers.js";
import { startKeyboard } from "./keyboard.js";
import { startList } from "./list.js";
import { startLive } from "./live.js";
import { startPopovers } from "./popovers.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";

startTheme();
startToasts();
startPopovers();
startCopy();
startDrawers();
startList();
startCalling();
startCompleting();
startComposer();
startKeyboard();
startBoxes();
startLive();
startAges();
