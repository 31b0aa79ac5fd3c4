// A function that a queue of the market's news calls, as a seller deploys it.
exports.handled = [];
exports.broken = 0;

/** What SNS wraps into an envelope, EventBridge puts into the queue as it is. */
function open(body) {
  const news = JSON.parse(body);
  if (news.Type !== 'Notification') return { id: news.id, message: news };
  return { id: news.MessageId, message: JSON.parse(news.Message) };
}

exports.handler = async (event) => {
  if (exports.broken > 0) {
    exports.broken -= 1;
    throw new TypeError('the table is not there yet');
  }
  for (const { eventSource, body } of event.Records) {
    if (eventSource !== 'aws:sqs') throw new Error(`not from a queue: ${eventSource}`);
    exports.handled.push(open(body));
  }
};
