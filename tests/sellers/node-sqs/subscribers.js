'use strict';

const { db } = require('./database');

const subscriber = (id) => {
  db.subscribers[id] = db.subscribers[id] || { id, state: 'pending', asOf: '' };
  return db.subscribers[id];
};

const lookUp = ({ customer, account }) =>
  db.subscribers[customer] ||
  Object.values(db.subscribers).find((s) => account && s.awsAccount === account);

const states = {
  'subscribe-success': 'active',
  'subscribe-fail': 'unpaid',
  'unsubscribe-pending': 'leaving',
  'unsubscribe-success': 'gone',
};

/** Applies one message of the topic, unless a newer one has been applied. */
const apply = (message, time) => {
  const state = states[message.action];
  const who = subscriber(message['customer-identifier']);
  if (!state || time <= who.asOf) return who;
  return Object.assign(who, { state, asOf: time });
};

module.exports = { subscriber, lookUp, apply };
