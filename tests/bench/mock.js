// The yardstick N: what a team writes in an afternoon to stand in for AWS Marketplace. No signature, no storage, no rules.
const http = require('node:http');
const answers = {
  'AWSMPMeteringService.ResolveCustomer': () =>
      ({ProductCode: 'mock', CustomerAWSAccountId: '111122223333', CustomerIdentifier: 'mockmockmoc'}),
  'AWSMPMeteringService.BatchMeterUsage': (input) => ({
    Results: input.UsageRecords.map((record, n) => ({UsageRecord: record, MeteringRecordId: String(n), Status: 'Success'})),
    UnprocessedRecords: []}),
};
const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => {
    const answer = answers[request.headers['x-amz-target']];
    response.writeHead(answer ? 200 : 400, {'Content-Type': 'application/x-amz-json-1.1'});
    response.end(JSON.stringify(answer ? answer(JSON.parse(body)) : {__type: 'UnknownOperationException'}));
  });
});
server.listen(Number(process.argv[2] || 0), '127.0.0.1',
              () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
