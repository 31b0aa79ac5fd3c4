// A function that SNS calls, as a seller deploys it.
exports.handled = [];
exports.broken = 0;

exports.handler = async (event) => {
  if (exports.broken > 0) {
    exports.broken -= 1;
    throw new TypeError('the table is not there yet');
  }
  for (const { EventSource, Sns } of event.Records) {
    if (EventSource !== 'aws:sns') throw new Error(`not from a topic: ${EventSource}`);
    exports.handled.push({ id: Sns.MessageId, message: JSON.parse(Sns.Message) });
  }
};
