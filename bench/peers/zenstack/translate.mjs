// Reads questions, a line of JSON each, and prints the statement that ZenStack would send, with its parameters. Its connection
// records what it is given and returns no rows.
import { createInterface } from "node:readline";
import { ZenStackClient } from "@zenstackhq/orm";
import { PostgresDialect } from "@zenstackhq/orm/dialects/postgres";
import { PolicyPlugin } from "@zenstackhq/plugin-policy";
import { schema } from "./schema.ts";

let sent = [];
const connection = {
  async query(sql, params) {
    sent.push({ sql: sql.text ?? sql, params: params ?? sql.values ?? [] });
    return { command: "SELECT", rowCount: 0, rows: [] };
  },
  release() {},
  on() {},
};
const pool = { connect: async () => connection, end: async () => {}, on() {} };
const open = new ZenStackClient(schema, { dialect: new PostgresDialect({ pool }) });
const client = open.$use(new PolicyPlugin());

async function ask({ model, question, actor, admin, id }) {
  const table = client.$setAuth({ id: BigInt(actor), isAdmin: admin })[model.toLowerCase()];
  const select = { id: true };
  if (question === "list") return table.findMany({ select });
  if (question === "page") return table.findMany({ select, orderBy: { createdAt: "desc" }, take: 20 });
  if (question === "count") return table.count();
  return table.findUnique({ select, where: { id: model === "Document" ? id : BigInt(id) } });
}

for await (const line of createInterface({ input: process.stdin })) {
  sent = [];
  let answer;
  try {
    await ask(JSON.parse(line)).catch((error) => {
      if (sent.length === 0) throw error;
    });
    answer = sent.findLast(({ sql }) => /select/i.test(sql)) ?? { error: "no statement" };
  } catch (error) {
    answer = { error: String(error?.cause?.message ?? error.message) };
  }
  const plain = (_, value) => (typeof value === "bigint" ? Number(value) : value);
  process.stdout.write(JSON.stringify(answer, plain) + "\n");
}
