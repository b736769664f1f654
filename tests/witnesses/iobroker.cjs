// Drives ioBroker's blink-api.js, unedited, and prints what comes of it as JSON:
//   node iobroker.cjs blink-api.js <port> <email> <password> [<code>]
// Without a code it asks for one, or goes on with a session that it has kept.
"use strict";
const fs = require("node:fs");
const https = require("node:https");
const [, , library, port, email, password, code] = process.argv;

// All of Blink's names lead to the simulated cloud.
const { createConnection } = https.Agent.prototype;
https.Agent.prototype.createConnection = function (options, done) {
  return createConnection.call(this, { ...options, host: "127.0.0.1", port }, done);
};

// It keeps its session in a folder of the whole machine: not here.
for (const name of ["mkdirSync", "readFileSync", "writeFileSync", "unlinkSync"]) {
  const real = fs[name];
  fs[name] = (path, ...more) => real(String(path).replace(/^\/tmp\/blink_/, "./blink_"), ...more);
}

const blink = require(library);

async function main() {
  let session;
  try {
    session = await blink.getSession(email, password, code);
  } catch (error) {
    return { error: error.code ?? error.message };
  }
  const { cameras } = await blink.getDevices(session);
  if (code) {
    for (const one of cameras) {
      const { network_id, id, thumbnail, apiType } = one;
      await blink.snapshot(session, network_id, id, thumbnail, `./${id}.jpg`, apiType);
    }
  }
  return { cameras: cameras.map(one => one.name) };
}

main().then(answer => console.log(JSON.stringify(answer)));
