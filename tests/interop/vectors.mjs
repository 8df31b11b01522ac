// Print the C2SP CCTV test vectors of age as one JSON object: name to base64 of the whole vector.
import * as vectors from "cctv-age";

const encoded = Object.entries(vectors).map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
process.stdout.write(JSON.stringify(Object.fromEntries(encoded)));
