import { screensTest } from "../support/screens.ts";

screensTest("ar");
