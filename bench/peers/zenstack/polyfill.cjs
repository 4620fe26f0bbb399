// `Object.groupBy` of Node 21.
Object.groupBy ??= (items, key) => {
  const groups = Object.create(null);
  for (const [at, item] of Array.from(items).entries()) (groups[key(item, at)] ??= []).push(item);
  return groups;
};
