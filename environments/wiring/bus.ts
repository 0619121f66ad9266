import { BusClientPolicy, type BusClientPolicyProps } from '../../constructs/bus/bus-client-policy';
import { JetStreamAccount, type JetStreamAccountProps } from '../../constructs/bus/jet-stream-account';
import { NatsBus, type NatsBusProps } from '../../constructs/bus/nats-bus';
import { planned } from '../../constructs/kinds/planned';
import { busSeparation } from '../../src/features/bus/separation';
import type { ServiceWiring } from './service';

/** The bus: its servers, the policy of the controller that makes streams, and one file for each account with streams. */
export const BUS: ServiceWiring = {
  platform: (chart, { nats: plan }) => {
    if (plan === undefined) return;
    new NatsBus(chart('nats'), 'Nats', planned<NatsBusProps>(plan));
    // run by others, with the label by which the bus lets them in
    new BusClientPolicy(chart(plan.controller.name), 'Policy', planned<BusClientPolicyProps>(plan.controller));
    for (const account of plan.provisioning)
      new JetStreamAccount(chart(`bus-${account.account}`), 'Account', planned<JetStreamAccountProps>(account));
  },
  reports: ({ nats }): Readonly<Record<string, string>> => (nats === undefined ? {} : { 'bus.md': busSeparation(nats.accounts) }),
};
