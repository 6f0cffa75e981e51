"""The keys that recorded answers of Zoho Books carry for what is bought: bills, payments to vendors and expenses."""

ROWS = {
    "vendorpayments": """
        ach_gw_transaction_id ach_payment_status amount balance bcy_amount bcy_balance bill_numbers
        check_details created_time currency_code currency_id date description exchange_rate gw_reference_number
        has_attachment is_ach_payment is_paid_via_print_check last_modified_time paid_through_account_id
        paid_through_account_name payment_id payment_mode payment_number reference_number status tags vendor_id
        vendor_name
    """,
    "expenses": """
        account_name bcy_total bcy_total_without_tax created_time currency_code currency_id custom_fields_list
        customer_id customer_name date description distance end_reading exchange_rate expense_id
        expense_receipt_name expense_type has_attachment is_billable is_personal last_modified_time mileage_rate
        mileage_type mileage_unit paid_through_account_name reference_number report_id report_name report_number
        start_reading status tags total total_without_tax user_name vendor_id vendor_name
    """,
    "bills": """
        attachment_name balance balance_due bill_id bill_number client_viewed_time color_code created_by created_time
        created_time_formatted currency_code currency_id current_sub_status current_sub_status_id date due_date
        due_days entity_type exchange_rate has_attachment is_bill_reconciliation_violated is_opening_balance
        is_tally_bill is_uber_bill is_viewed_by_client last_modified_by last_modified_time last_modified_time_formatted
        price_precision reference_number status tags tds_total total unprocessed_payment_amount vendor_id vendor_name
    """,
}

DETAILS = {
    "vendorpayments": """
        ach_payment_status amount approver_id approvers_list balance bank_charges bank_charges_account_id
        bank_charges_account_name billing_address bills check_details comments created_by_id created_by_name
        created_time credit_account_id currency_code currency_id currency_symbol custom_field_hash custom_fields
        date description documents exchange_rate gw_reference_number imported_transactions is_ach_payment
        is_online_payment is_paid_via_print_check is_tds_amount_in_percent last_modified_time offset_account_id
        offset_account_name paid_through_account_id paid_through_account_name paid_through_account_type
        payment_id payment_mode payment_number payment_number_prefix payment_number_suffix purpose_code
        reference_number status submitted_by submitted_by_email submitted_by_name submitted_by_photo_url
        submitted_date submitter_id tags tax_account_id tax_account_name tax_amount_withheld
        tds_calculation_type tds_tax_id transfer_type vendor_id vendor_name vendorpayment_refunds
    """,
    "expenses": """
        account_id account_name amount approver_email approver_id approver_name bcy_surcharge_amount bcy_total
        created_by_id created_time currency_code currency_id custom_field_hash custom_fields customer_id
        customer_name date description documents employee_email employee_id employee_name end_reading
        exchange_rate expense_id expense_item_id expense_receipt_name expense_receipt_type expense_type
        fcy_surcharge_amount imported_transactions invoice_id invoice_number is_billable is_inclusive_tax
        is_personal is_recurring_applicable is_reimbursable is_surcharge_applicable last_modified_by_id
        last_modified_time line_items location markup_percent merchant_id merchant_name mileage_rate
        mileage_type mileage_unit orientation page_height page_width paid_through_account_id
        paid_through_account_name payment_mode project_id project_name reference_number report_id report_name
        report_number report_status start_reading status sub_total tags tax_amount tax_id tax_name
        tax_override_preference tax_percentage taxes template_id template_name template_type total
        transaction_type transaction_type_formatted trip_id trip_number user_email user_id user_name vehicle_id
        vehicle_name vendor_id vendor_name zcrm_potential_id zcrm_potential_name
    """,
    "bills": """
        account_id account_name adjustment adjustment_account_id adjustment_account_name adjustment_description
        allocated_landed_costs approver_id approvers_list attachment_name balance bill_id bill_number bill_order_type
        billing_address billing_address_id can_send_in_mail client_viewed_time color_code computation_type
        contact_category created_by_id created_time currency_code currency_id currency_name_formatted currency_symbol
        current_sub_status current_sub_status_id custom_field_hash custom_fields date discount discount_account_id
        discount_account_name discount_amount discount_applied_on_amount discount_percent discount_setting
        discount_total discount_type documents due_by_days due_date due_in_days entity_type exchange_rate
        is_approval_required is_bill_reconciliation_violated is_discount_before_tax is_inclusive_tax
        is_item_level_tax_calc is_line_item_invoiced is_tally_bill is_uber_bill is_viewed_by_client last_modified_id
        last_modified_time line_items non_catalog_items_count notes orientation page_height page_width
        payment_expected_date payment_made payment_terms payment_terms_label payments price_precision purchaseorders
        recurring_bill_id reference_id reference_number retention_items scanned_po_id scanned_po_number source status
        sub_statuses sub_total sub_total_inclusive_of_tax subject_content submitted_by submitted_by_email
        submitted_by_name submitted_by_photo_url submitted_date submitter_id tags tax_override_preference tax_rounding
        tax_total taxes tds_calculation_type template_id template_name template_type terms total total_retention_amount
        track_discount_in_account unallocated_landed_costs unprocessed_payment_amount unused_credits_payable_amount
        vendor_credits vendor_credits_applied vendor_id vendor_name
    """,
}
