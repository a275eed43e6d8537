/** Mocha's usual report, and its counts as a JSON file, named by the variable MOCHA_COUNTS. CommonJS: mocha 11 requires it. */
const { writeFileSync } = require('node:fs');
const { env } = require('node:process');
const mocha = require('mocha');

module.exports = class CountingReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { MOCHA_COUNTS: path } = env;
    runner.once(mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      if (path) writeFileSync(path, JSON.stringify({ passes, failures, pending }));
    });
  }
};
