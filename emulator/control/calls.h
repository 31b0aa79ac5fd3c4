#pragma once

#include "emulator/control/route.h"

// The control API's calls, by subject. What each takes and answers is in docs/control-api.md.
namespace souk::control {

// sandboxes.cpp
Result<Reply> health(Call& call);
Result<Reply> certificate_authority(Call& call);
Result<Reply> list_sandboxes(Call& call);
Result<Reply> create_sandbox(Call& call);
Result<Reply> get_sandbox(Call& call);
Result<Reply> delete_sandbox(Call& call);
Result<Reply> fork_sandbox(Call& call);
Result<Reply> reset_sandbox(Call& call);
Result<Reply> snapshot_sandbox(Call& call);
Result<Reply> restore_sandbox(Call& call);

// catalogue.cpp
Result<Reply> list_products(Call& call);
Result<Reply> put_product(Call& call);
Result<Reply> put_notifications(Call& call);
Result<Reply> list_public_keys(Call& call);
Result<Reply> put_offer(Call& call);
Result<Reply> put_buyer(Call& call);

// functions.cpp
Result<Reply> put_function(Call& call);
Result<Reply> list_functions(Call& call);
Result<Reply> put_queue_consumer(Call& call);
Result<Reply> delete_queue_consumer(Call& call);

// buyers.cpp
Result<Reply> subscribe(Call& call);
Result<Reply> set_up(Call& call);
Result<Reply> notify(Call& call);

// agreements.cpp
Result<Reply> cancel(Call& call);
Result<Reply> renew(Call& call);
Result<Reply> auto_renew(Call& call);
Result<Reply> amend(Call& call);
Result<Reply> replace(Call& call);
Result<Reply> fail_payment(Call& call);
Result<Reply> suspend(Call& call);
Result<Reply> reinstate(Call& call);
Result<Reply> spend_threshold(Call& call);
Result<Reply> list_software(Call& call);

// views.cpp
Result<Reply> list_agreements(Call& call);
Result<Reply> get_agreement(Call& call);
Result<Reply> list_entitlements(Call& call);
Result<Reply> list_usage(Call& call);
Result<Reply> list_queues(Call& call);
Result<Reply> list_topics(Call& call);

// deliveries.cpp
Result<Reply> list_deliveries(Call& call);
Result<Reply> resend_delivery(Call& call);

// bill.cpp
Result<Reply> get_bill(Call& call);
Result<Reply> request_refund(Call& call);
Result<Reply> list_refunds(Call& call);
Result<Reply> decide_refund(Call& call);

// time.cpp
Result<Reply> get_clock(Call& call);
Result<Reply> put_clock(Call& call);
Result<Reply> put_clock_file(Call& call);
Result<Reply> forget_clock_file(Call& call);
Result<Reply> advance(Call& call);
Result<Reply> take_hold(Call& call);
Result<Reply> release_hold(Call& call);
Result<Reply> get_agenda(Call& call);

// faults.cpp
Result<Reply> get_faults(Call& call);
Result<Reply> put_faults(Call& call);
Result<Reply> delete_faults(Call& call);

// journal.cpp
Result<Reply> read_journal(Call& call);
Result<Reply> append_journal(Call& call);
Result<Reply> stream_journal(Call& call);
Result<Reply> export_journal(Call& call);
Result<Reply> judge_journal(Call& call);

}  // namespace souk::control
