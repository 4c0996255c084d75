import { screensTest } from "../support/screens.ts";

screensTest("zh-CN");
