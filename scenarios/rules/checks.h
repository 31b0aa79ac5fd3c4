#pragma once

#include "scenarios/rules/case.h"
#include "scenarios/rules/findings.h"

namespace souk::judge::checks {

// What the table's rows point to, one function per rule; docs/rules.md says what each looks at.

Findings accepts_the_post(const Case& facts);              // R1
Findings redeems_every_token(const Case& facts);           // R6
Findings redeems_at_once(const Case& facts);               // R7
Findings decodes_once(const Case& facts);                  // R8
Findings redeems_as_publisher(const Case& facts);          // R9
Findings handles_invalid_token(const Case& facts);         // R11
Findings handles_expired_token(const Case& facts);         // R12
Findings handles_missing_token(const Case& facts);         // R13
Findings keeps_token_out_of_cookies(const Case& facts);    // R15
Findings keeps_token_out_of_urls(const Case& facts);       // R16
Findings repeats_are_idempotent(const Case& facts);        // R25
Findings needs_no_customer_identifier(const Case& facts);  // R38
Findings waits_for_activation(const Case& facts);          // R39
Findings meters_after_activation(const Case& facts);       // R40
Findings survives_duplicates(const Case& facts);           // R44
Findings submits_final_records(const Case& facts);         // R46
Findings flushes_without_the_job(const Case& facts);       // R47
Findings stops_after_the_window(const Case& facts);        // R49
Findings withdraws_access(const Case& facts);              // R50
Findings ignores_forgeries(const Case& facts);             // R64
Findings confirms_subscription(const Case& facts);         // R65
Findings meters_every_hour(const Case& facts);             // R72
Findings leaves_nothing_behind(const Case& facts);         // R77
Findings one_quantity_per_hour(const Case& facts);         // R79
Findings repeats_identically(const Case& facts);           // R80
Findings reads_each_status(const Case& facts);             // R82
Findings resubmits_unprocessed(const Case& facts);         // R83
Findings batches_are_small(const Case& facts);             // R86
Findings sends_no_product_code(const Case& facts);         // R89
Findings names_one_identity(const Case& facts);            // R91
Findings stamps_are_right(const Case& facts);              // R93
Findings dimensions_exist(const Case& facts);              // R94
Findings quantities_are_true(const Case& facts);           // R95
Findings checks_entitlements(const Case& facts);           // R101
Findings follows_pages(const Case& facts);                 // R102
Findings made_the_required_calls(const Case& facts);       // R104
Findings answers_the_probe(const Case& facts);             // R105
Findings survives_empty_answer(const Case& facts);         // R106

}  // namespace souk::judge::checks
