#include <array>

#include "emulator/control/calls.h"

namespace souk::control {
namespace {

constexpr std::array kRoutes{
    Route{"GET", "/health", health},
    Route{"GET", "/ca", certificate_authority},
    Route{"GET", "/sandboxes", list_sandboxes},
    Route{"POST", "/sandboxes", create_sandbox},
    Route{"GET", "/sandboxes/{s}", get_sandbox},
    Route{"DELETE", "/sandboxes/{s}", delete_sandbox, true},
    Route{"POST", "/sandboxes/{s}/fork", fork_sandbox, true},
    Route{"POST", "/sandboxes/{s}/reset", reset_sandbox, true},
    Route{"POST", "/sandboxes/{s}/snapshot", snapshot_sandbox, true},
    Route{"POST", "/sandboxes/{s}/restore", restore_sandbox, true},

    Route{"GET", "/sandboxes/{s}/products", list_products},
    Route{"PUT", "/sandboxes/{s}/products/{p}", put_product},
    Route{"PUT", "/sandboxes/{s}/products/{p}/notifications", put_notifications, true},
    Route{"GET", "/sandboxes/{s}/products/{p}/public-keys", list_public_keys},
    Route{"GET", "/sandboxes/{s}/functions", list_functions},
    Route{"PUT", "/sandboxes/{s}/functions/{f}", put_function},
    Route{"PUT", "/sandboxes/{s}/queues/{q}/consumer", put_queue_consumer, true},
    Route{"DELETE", "/sandboxes/{s}/queues/{q}/consumer", delete_queue_consumer},
    Route{"PUT", "/sandboxes/{s}/offers/{o}", put_offer},
    Route{"PUT", "/sandboxes/{s}/buyers/{b}", put_buyer},

    Route{"POST", "/sandboxes/{s}/buyers/{b}/subscribe", subscribe, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/set-up", set_up},
    Route{"GET", "/sandboxes/{s}/buyers/{b}/software", list_software},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/cancel", cancel, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/renew", renew, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/auto-renew", auto_renew, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/amend", amend, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/replace", replace, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/fail-payment", fail_payment, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/suspend", suspend, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/reinstate", reinstate, true},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/spend-threshold", spend_threshold, true},
    Route{"POST", "/sandboxes/{s}/notify", notify, true},

    Route{"GET", "/sandboxes/{s}/agreements", list_agreements},
    Route{"GET", "/sandboxes/{s}/agreements/{a}", get_agreement},
    Route{"GET", "/sandboxes/{s}/entitlements", list_entitlements},
    Route{"GET", "/sandboxes/{s}/usage", list_usage},
    Route{"GET", "/sandboxes/{s}/queues", list_queues},
    Route{"GET", "/sandboxes/{s}/topics", list_topics},
    Route{"GET", "/sandboxes/{s}/deliveries", list_deliveries},
    Route{"POST", "/sandboxes/{s}/deliveries/{d}/resend", resend_delivery, true},

    Route{"GET", "/sandboxes/{s}/bill", get_bill},
    Route{"POST", "/sandboxes/{s}/agreements/{a}/request-refund", request_refund, true},
    Route{"GET", "/sandboxes/{s}/agreements/{a}/refunds", list_refunds},
    Route{"POST", "/sandboxes/{s}/refunds/{r}/decide", decide_refund, true},

    Route{"GET", "/sandboxes/{s}/clock", get_clock},
    Route{"PUT", "/sandboxes/{s}/clock", put_clock},
    Route{"PUT", "/sandboxes/{s}/clock/file", put_clock_file},
    Route{"DELETE", "/sandboxes/{s}/clock/file", forget_clock_file},
    Route{"POST", "/sandboxes/{s}/clock/advance", advance, true},
    Route{"POST", "/sandboxes/{s}/clock/hold", take_hold},
    Route{"DELETE", "/sandboxes/{s}/clock/hold/{h}", release_hold},
    Route{"GET", "/sandboxes/{s}/agenda", get_agenda},

    Route{"GET", "/sandboxes/{s}/faults", get_faults},
    Route{"PUT", "/sandboxes/{s}/faults", put_faults},
    Route{"DELETE", "/sandboxes/{s}/faults", delete_faults, true},

    Route{"GET", "/sandboxes/{s}/journal", read_journal},
    Route{"POST", "/sandboxes/{s}/journal", append_journal},
    Route{"GET", "/sandboxes/{s}/journal/stream", stream_journal},
    Route{"GET", "/sandboxes/{s}/journal/export", export_journal},
    Route{"POST", "/sandboxes/{s}/verdicts", judge_journal, true},
};

}  // namespace

std::span<const Route> all_routes() { return kRoutes; }

}  // namespace souk::control
