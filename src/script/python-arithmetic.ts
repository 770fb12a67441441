/**
 * Arithmetic on literals of Python, where its result is certain on every machine: whole numbers of any size, floats by the
 * four operations that IEEE 754 says to the last bit, and texts that are joined. All else is a fault. Pure.
 */
import { grouped } from "../base/words.ts";
import type { Expression, Operation, Operator } from "./script-expression.ts";
import { CodeFault } from "./script-tokens.ts";

/** A literal, as the tree of an expression has it. */
export interface Constant {
  readonly value: string | number | bigint | boolean | null;
  readonly isFloat?: boolean;
}

/** Binary digits of a whole number at most: beyond those of any argument, and made in a moment. */
const MAX_BITS = 1024;
/** Characters of a text that is joined, at most. */
const MAX_TEXT = 100_000;

/** What it comes to, with the operands' values by `constantAt`. @throws {CodeFault} where that is not certain */
export function calculate(of: Operation, constantAt: (operand: Expression) => Constant): Constant {
  const { line } = of;
  return of.kind === "signed"
    ? calculated(null, of.sign, constantAt(of.of), line)
    : of.rest.reduce<Constant>(
        (sum, [operator, value]) => calculated(sum, operator, constantAt(value), line),
        constantAt(of.first),
      );
}

/** `left sign right` as Python has it; null for `left` is a sign before a value. @throws {CodeFault} as above */
export function calculated(left: Constant | null, sign: Operator, right: Constant, line: number): Constant {
  if (typeof left?.value === "string" || typeof right.value === "string") {
    return { value: joined(left, sign, right, line) };
  }
  const [a, b] = [left === null ? 0n : numberOf(left, sign, line), numberOf(right, sign, line)];
  if (left === null) {
    return constantOf(sign === "-" ? -b : b, line);
  }
  return constantOf(
    typeof a === "bigint" && typeof b === "bigint"
      ? wholeNumbers(a, sign, b, line)
      : floats(floatOf(a, line), sign, floatOf(b, line), line),
    line,
  );
}

function joined(left: Constant | null, sign: Operator, right: Constant, line: number): string {
  if (sign !== "+" || typeof left?.value !== "string" || typeof right.value !== "string") {
    throw new CodeFault(line, `a text with ${sign} is not read`);
  }
  const text = left.value + right.value;
  if (text.length > MAX_TEXT) {
    throw new CodeFault(line, `a text that is put together has more than ${grouped(MAX_TEXT)} characters`);
  }
  return text;
}

/** What is put into a text by `str(…)`; null for any other expression. */
export function putIntoText(of: Expression): Expression | null {
  const [value, ...more] = of.kind === "call" ? of.args : [];
  const isStr = of.kind === "call" && of.of.kind === "name" && of.of.name === "str";
  return isStr && value && more.length === 0 && of.named.size === 0 && of.spread.length === 0 ? value : null;
}

/** What Python's `str` makes of it. @throws {CodeFault} for a float, of which Python has its own way to write the digits */
export function textOfConstant({ value, isFloat }: Constant, line: number): Constant {
  if (isFloat) {
    throw new CodeFault(line, "a text with a float in it is not read");
  }
  return {
    value: value === null ? "None" : value === true ? "True" : value === false ? "False" : String(value),
  };
}

/** A whole number as a bigint, a float as a number. */
function numberOf({ value, isFloat }: Constant, sign: Operator, line: number): bigint | number {
  if (value === null || typeof value === "string") {
    throw new CodeFault(line, `${sign} is not for ${value === null ? "None" : "a text"}`);
  }
  const number = isFloat ? Number(value) : BigInt(value);
  if (typeof number === "bigint" && bitsOf(number) > MAX_BITS) {
    throw tooLarge(line);
  }
  return number;
}

function floatOf(number: bigint | number, line: number): number {
  const float = Number(number);
  if (typeof number === "bigint" && !Number.isFinite(float)) {
    throw new CodeFault(line, "this number is too large for a float");
  }
  return float;
}

function constantOf(number: bigint | number, line: number): Constant {
  if (typeof number === "number") {
    return { value: number, isFloat: true };
  }
  if (bitsOf(number) > MAX_BITS) {
    throw tooLarge(line);
  }
  return { value: Number.isSafeInteger(Number(number)) ? Number(number) : number };
}

function tooLarge(line: number): CodeFault {
  return new CodeFault(line, `a number has more than ${grouped(MAX_BITS)} binary digits`);
}

function bitsOf(number: bigint): number {
  return (number < 0n ? -number : number).toString(2).length;
}

function wholeNumbers(a: bigint, sign: Operator, b: bigint, line: number): bigint | number {
  switch (sign) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      // Beyond these Python rounds once, and a division of floats three times.
      if (![a, b].every((number) => Number.isSafeInteger(Number(number)))) {
        throw new CodeFault(line, "a quotient of such large numbers is not certain to the last digit");
      }
      return floats(Number(a), sign, Number(b), line);
    case "//":
    case "%": {
      refuseZero(b === 0n, line);
      const rest = a % b;
      const isOff = rest !== 0n && rest < 0n !== b < 0n;
      return sign === "%" ? (isOff ? rest + b : rest) : a / b - (isOff ? 1n : 0n);
    }
    case "**":
      return power(a, b, line);
  }
}

function power(a: bigint, b: bigint, line: number): bigint {
  if (b < 0n) {
    throw new CodeFault(line, "a power below zero is not certain to the last digit");
  }
  if (a === -1n) {
    return b % 2n === 0n ? 1n : a;
  }
  if (BigInt(bitsOf(a) - 1) * b > BigInt(MAX_BITS)) {
    throw tooLarge(line);
  }
  return a ** b;
}

function floats(a: number, sign: Operator, b: number, line: number): number {
  switch (sign) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      refuseZero(b === 0, line);
      return a / b;
    case "//":
    case "%": {
      refuseZero(b === 0, line);
      const rest = a % b;
      const isOff = rest !== 0 && rest < 0 !== b < 0;
      if (sign === "%") {
        return rest === 0 ? (b < 0 ? -0 : 0) : isOff ? rest + b : rest;
      }
      return floorOf((a - rest) / b - (isOff ? 1 : 0), a / b);
    }
    case "**":
      throw new CodeFault(line, "a power of floats is not certain to the last digit");
  }
}

/** The whole number nearest to a quotient that is one but for its last digits; the sign of a zero is that of `exact`. */
function floorOf(quotient: number, exact: number): number {
  if (quotient === 0) {
    return exact < 0 || Object.is(exact, -0) ? -0 : 0;
  }
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function refuseZero(isZero: boolean, line: number): void {
  if (isZero) {
    throw new CodeFault(line, "this divides by zero");
  }
}
