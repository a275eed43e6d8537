/**
 * Mocha's usual report; a line of counts for the file that the variable MOCHA_COUNTS names: version of Node, passed, failed,
 * skipped; and each failure for the file that MOCHA_FAILURES names. CommonJS: mocha 11 requires it.
 */
const { appendFileSync } = require('node:fs');
const { env, version } = require('node:process');
const mocha = require('mocha');

const { EVENT_RUN_END, EVENT_TEST_FAIL } = mocha.Runner.constants;

module.exports = class CountingReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { MOCHA_COUNTS: counts, MOCHA_FAILURES: failures } = env;
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      if (failures) appendFileSync(failures, `\n${version} ${test.fullTitle()}\n${error?.stack ?? error}\n`);
    });
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures: failed, pending } = this.stats;
      if (counts) appendFileSync(counts, `${version} ${passes} ${failed} ${pending}\n`);
    });
  }
};
