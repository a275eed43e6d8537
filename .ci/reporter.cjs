/**
 * Mocha's usual report; and a line of counts for the file that the variable MOCHA_COUNTS names: version of Node, passed,
 * failed, skipped. CommonJS: mocha 11 requires it.
 */
const { appendFileSync } = require('node:fs');
const { env, version } = require('node:process');
const mocha = require('mocha');

module.exports = class CountingReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { MOCHA_COUNTS: path } = env;
    runner.once(mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      if (path) appendFileSync(path, `${version} ${passes} ${failures} ${pending}\n`);
    });
  }
};
