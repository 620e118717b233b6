// The errors of the Node.js runtime, and how an error looks in a response and in the log.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
"use strict";

class RuntimeError extends Error {
  get name() {
    return `Runtime.${this.constructor.name}`;
  }
}

class CallbackHandlerDeprecated extends RuntimeError {}
class HandlerNotFound extends RuntimeError {}
class ImportModuleError extends RuntimeError {}
class MalformedHandlerName extends RuntimeError {}
class NodeJsExit extends RuntimeError {}
class UserCodeSyntaxError extends RuntimeError {}

class UnhandledPromiseRejection extends RuntimeError {
  constructor(reason, promise) {
    super(reason);
    this.reason = reason;
    this.promise = promise;
  }
}

/** What the caller receives. Whatever was thrown, also no Error at all, gives a type and a message. */
function toResponse(thrown) {
  if (thrown instanceof Error || (thrown && thrown.name && thrown.message && thrown.stack)) {
    return {
      errorType: String(thrown.name),
      errorMessage: String(thrown.message),
      trace: String(thrown.stack).split("\n"),
    };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** An Error's own fields are hidden from JSON; this shows them, then those that the function added. */
function withFields(_key, value) {
  if (!(value instanceof Error)) return value;
  const fields = { errorType: value.name, errorMessage: value.message, code: value.code, ...value };
  return typeof value.stack === "string" ? { ...fields, stack: value.stack.split("\n") } : fields;
}

function toLogText(error) {
  try {
    return JSON.stringify(error, withFields);
  } catch {
    return JSON.stringify(toResponse(error)); // a field that cannot be JSON, such as a circle
  }
}

module.exports = {
  CallbackHandlerDeprecated,
  HandlerNotFound,
  ImportModuleError,
  MalformedHandlerName,
  NodeJsExit,
  UnhandledPromiseRejection,
  UserCodeSyntaxError,
  toLogText,
  toResponse,
};
