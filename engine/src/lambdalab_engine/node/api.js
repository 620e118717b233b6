// Speaks the Lambda runtime API over one connection, which keeps no idle process alive.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"use strict";

const http = require("node:http");
const { toResponse } = require("./errors");

const request = http.request; // a function may replace http's own, to trace what it calls
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");

function call(method, path, body = "", headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { agent, hostname, port, method, path: `/2018-06-01/runtime/${path}` };
    if (method === "POST") headers["Content-Length"] = Buffer.byteLength(body);
    const sent = request({ ...options, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function next() {
  return call("GET", "invocation/next");
}

function respond(requestId, json) {
  return call("POST", `invocation/${requestId}/response`, json, { "Content-Type": "application/json" });
}

/** Tell of an error: of the init phase where there is no request id. */
function fail(requestId, thrown) {
  const error = toResponse(thrown);
  const headers = {
    "Content-Type": "application/vnd.aws.lambda.error+json",
    "Lambda-Runtime-Function-Error-Type": encodeURIComponent(error.errorType),
  };
  const path = requestId ? `invocation/${requestId}/error` : "init/error";
  return call("POST", path, JSON.stringify(error), headers);
}

module.exports = { fail, next, respond };
