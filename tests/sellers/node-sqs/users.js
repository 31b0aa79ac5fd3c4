'use strict';

const crypto = require('node:crypto');
const { db, save } = require('./database');

const derive = (password, salt) => crypto.scryptSync(password, salt, 32).toString('base64');

const fits = (user, password) =>
  crypto.timingSafeEqual(Buffer.from(user.key), Buffer.from(derive(password, user.salt)));

const byEmail = (email) => db.users.find((user) => user.email === email.trim().toLowerCase());
const byCustomer = (customer) => db.users.find((user) => user.customers.includes(customer));

const create = ({ name, email, company, password }, customer) => {
  const salt = crypto.randomBytes(16).toString('base64');
  const user = {
    id: crypto.randomUUID(),
    name,
    email: email.trim().toLowerCase(),
    company,
    salt,
    key: derive(password, salt),
    customers: [customer],
  };
  db.users.push(user);
  save();
  return user;
};

const authenticate = ({ email, password }) => {
  const user = byEmail(email);
  return user && fits(user, password) ? user : undefined;
};

/** Puts a purchase into an existing account; one purchase never belongs to two. */
const adopt = (user, customer) => {
  if (!customer || byCustomer(customer)) return;
  user.customers.push(customer);
  save();
};

/** A cookie is a random key to what is known here, be it a visit from AWS or a log-in. */
const remember = (what) => {
  const key = crypto.randomBytes(18).toString('hex');
  db.cookies[key] = what;
  save();
  return key;
};

const recall = (key) => db.cookies[key] || {};
const byId = (id) => db.users.find((user) => user.id === id);

module.exports = { adopt, authenticate, byCustomer, byEmail, byId, create, recall, remember };
