// Answers for Amazon's hosts: connections to any host go to souk's HTTPS port on this machine.
import { Agent } from 'node:https';
import { connect } from 'node:tls';

/** An agent that takes every host to `market`, and trusts certificates that `market` issued. */
export function impostor(market) {
  const agent = new Agent({ ca: market.authority() });
  agent.hosts = new Set();
  agent.createConnection = (options) => {
    agent.hosts.add(options.servername);
    return connect({ ...options, host: '127.0.0.1', port: market.tlsPort });
  };
  return agent;
}
