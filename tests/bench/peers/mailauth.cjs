// Processor time of mailauth for the messages whose files stand on standard input, a name a line: the header
// and each Received value. Prints the least of ROUNDS rounds in seconds, and the version.
const { readFileSync } = require('fs');
const { parseHeaders } = require('mailauth/lib/tools');
const { parseReceived } = require('mailauth/lib/parse-received');

const rounds = Number(process.argv[2]);
const mails = readFileSync(0, 'utf8').split('\n').filter(Boolean).map(name => readFileSync(name));
let least = Infinity;
for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    for (const mail of mails) {
        const end = Math.min(...['\n\n', '\r\n\r\n'].map(gap => mail.indexOf(gap)).filter(at => at >= 0), mail.length);
        const { parsed } = parseHeaders(mail.subarray(0, end));
        parsed.filter(row => row.key === 'received').map(row => parseReceived(row.line));
    }
    const { user, system } = process.cpuUsage(before);
    if (round) {
        least = Math.min(least, (user + system) / 1e6);
    }
}
console.log(least, require('mailauth/package.json').version);
