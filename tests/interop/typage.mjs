// age-encryption (typage) as a command, from standard input to standard output:
//   node typage.mjs keygen|keygen-pq          an identity and its recipient, a line each
//   node typage.mjs seal RECIPIENT…           node typage.mjs seal-passphrase PASSPHRASE
//   node typage.mjs open IDENTITY…            node typage.mjs open-passphrase PASSPHRASE
import { buffer } from "node:stream/consumers";
import * as age from "age-encryption";

const [verb, ...words] = process.argv.slice(2);

async function seal(prepare) {
  const encrypter = new age.Encrypter();
  prepare(encrypter);
  return encrypter.encrypt(new Uint8Array(await buffer(process.stdin)));
}

async function open(prepare) {
  const decrypter = new age.Decrypter();
  prepare(decrypter);
  return decrypter.decrypt(new Uint8Array(await buffer(process.stdin)));
}

async function keygen(identity) {
  return `${identity}\n${await age.identityToRecipient(identity)}\n`;
}

const verbs = {
  keygen: async () => keygen(await age.generateX25519Identity()),
  "keygen-pq": async () => keygen(await age.generateHybridIdentity()),
  seal: () => seal((encrypter) => words.forEach((word) => encrypter.addRecipient(word))),
  "seal-passphrase": () => seal((encrypter) => encrypter.setPassphrase(words[0])),
  open: () => open((decrypter) => words.forEach((word) => decrypter.addIdentity(word))),
  "open-passphrase": () => open((decrypter) => decrypter.addPassphrase(words[0])),
};

process.stdout.write(await verbs[verb]());
