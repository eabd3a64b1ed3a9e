import { mergeConfig } from "vite";
import { defineConfig } from "vitest/config";
import screens from "./vite.config";

// Apart from the build's configuration, so that the screens can be built without what tests them.
export default defineConfig((environment) =>
  mergeConfig(screens(environment), {
    // With `vmThreads` jsdom is set up once for each worker, not for each file; the files are isolated all the same.
    test: { environment: "jsdom", pool: "vmThreads", include: ["src/**/*.test.ts"] },
  }),
);
