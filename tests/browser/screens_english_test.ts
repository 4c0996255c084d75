import { screensTest } from "../support/screens.ts";

screensTest("en");
