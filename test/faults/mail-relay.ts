// The mail server of an installation, as far as the canary needs one: takes mail and hands it on to the watchdog. A process of its own, so
// that it can be killed and frozen. Arguments: its port, the port of the watchdog.
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'

const [port, onward] = process.argv.slice(2).map(Number)
const transport = createTransport({ host: '127.0.0.1', port: onward ?? 0, secure: false, ignoreTLS: true })
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onData(stream, session, done) {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope
      const envelope = {
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map((one) => one.address),
      }
      // A relay has taken the mail when it can hand it on: what it could not is tried again by the sender.
      transport.sendMail({ envelope, raw: Buffer.concat(parts) }, (error) => done(error))
    })
  },
})
server.on('error', () => undefined)
server.listen(port, '127.0.0.1', () => process.stdout.write('listening\n'))
