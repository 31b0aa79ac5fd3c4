// A function that EventBridge calls, as a seller deploys it.
exports.handled = [];
exports.broken = 0;

exports.handler = async (event) => {
  if (exports.broken > 0) {
    exports.broken -= 1;
    throw new TypeError('the table is not there yet');
  }
  if (event.source !== 'aws.agreement-marketplace') throw new Error(`whose is ${event.source}?`);
  exports.handled.push({ id: event.id, message: event });
  return { handled: event['detail-type'] };
};
