'use strict';

/** Test files in the order in which they were asked for. */
module.exports = class {
  sort(tests) {
    const order = JSON.parse(process.env.MUTATE_ORDER);
    const place = ({ path }) => order.findIndex((file) => path.endsWith(`/${file}`));
    return [...tests].sort((a, b) => place(a) - place(b));
  }

  cacheResults() {
    // the order is given, and learns nothing
  }
};
