import { expect, test } from "vitest";
import { readSimulationNumber } from "./read-simulation-number.ts";

test.each([
  ["ms", "40", 40],
  ["ms", " 0.5 ", 0.5],
  ["ms", ".5", 0.5],
  ["ms", "60,000", 60_000],
  ["processes", "1,000", 1000],
  ["share", "1", 1],
  ["perS", "0.25", 0.25],
  ["seed", "4294967295", 4_294_967_295],
] as const)("%s: %j is a number", (name, typed, number) => {
  expect(readSimulationNumber(name, typed)).toEqual({ number });
});

test.each([
  ["ms", "", 'Give a number from 0 to 60,000, not "".'],
  ["ms", "60,001", 'Give a number from 0 to 60,000, not "60,001".'],
  ["ms", "1,5", 'Give a number from 0 to 60,000, not "1,5".'],
  ["ms", "-1", 'Give a number from 0 to 60,000, not "-1".'],
  ["ms", "0x10", 'Give a number from 0 to 60,000, not "0x10".'],
  ["ms", "1e3", 'Give a number from 0 to 60,000, not "1e3".'],
  ["ms", "Infinity", 'Give a number from 0 to 60,000, not "Infinity".'],
  ["ms", ".", 'Give a number from 0 to 60,000, not ".".'],
  ["processes", "1.5", 'Give a whole number from 1 to 1,000, not "1.5".'],
  ["processes", "none", 'Give a whole number from 1 to 1,000, not "none".'],
  ["perS", "0", 'Give a number from 0.001 to 100,000, not "0".'],
] as const)("%s: %j is none, in a sentence", (name, typed, refused) => {
  expect(readSimulationNumber(name, typed)).toEqual({ refused });
});
