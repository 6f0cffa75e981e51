"""The keys that recorded answers of Zoho Books carry: in a list's row and in the single record, by module.

Sales orders have no recorded answer: theirs are the keys of the API's own page.
"""

from tests.sandbox.books import live_purchases

ROWS = live_purchases.ROWS | {
    "contacts": """
        ach_supported company_name contact_id contact_name contact_type contact_type_formatted
        contactperson_custom_fields created_time created_time_formatted currency_code currency_id
        custom_field_hash custom_fields customer_name customer_sub_type email facebook first_name
        has_attachment is_linked_with_zohocrm language_code language_code_formatted last_modified_time
        last_modified_time_formatted last_name mobile outstanding_payable_amount
        outstanding_payable_amount_bcy outstanding_receivable_amount outstanding_receivable_amount_bcy
        payment_terms payment_terms_id payment_terms_label phone portal_status portal_status_formatted source
        status tags track_1099 twitter unused_credits_payable_amount unused_credits_payable_amount_bcy
        unused_credits_receivable_amount unused_credits_receivable_amount_bcy vendor_name website
    """,
    "estimates": """
        accepted_date client_viewed_time color_code company_name created_time currency_code currency_id
        current_sub_status current_sub_status_id customer_id customer_name date declined_date estimate_id
        estimate_number expiry_date has_attachment is_emailed is_viewed_by_client last_modified_time
        reference_number salesperson_id salesperson_name status tags template_id template_type total
        zcrm_potential_id zcrm_potential_name
    """,
    "invoices": """
        ach_payment_initiated adjustment balance billing_address client_viewed_time color_code company_name
        country created_by created_time currency_code currency_id currency_symbol current_sub_status
        current_sub_status_id custom_field_hash custom_fields customer_id customer_name date documents
        due_date due_days email exchange_rate has_attachment invoice_id invoice_number invoice_source
        is_emailed is_viewed_by_client issued_date last_modified_time last_payment_date
        last_reminder_sent_date payment_expected_date phone project_name reference_number reminders_sent
        sales_channel salesperson_id salesperson_name schedule_time shipping_address shipping_charge status
        tags template_id template_type total transaction_type unprocessed_payment_amount updated_time
        write_off_amount zcrm_potential_id zcrm_potential_name
    """,
    "purchaseorders": """
        billed_status client_viewed_time color_code company_name created_time currency_code currency_id
        current_sub_status current_sub_status_id date delivery_date delivery_days due_by_days due_in_days
        expected_delivery_date has_attachment is_po_marked_as_received is_viewed_by_client last_modified_time
        order_status price_precision purchaseorder_id purchaseorder_number quantity_marked_as_received
        quantity_yet_to_receive received_status receives reference_number status tags total vendor_id
        vendor_name
    """,
    "customerpayments": """
        account_id account_name amount applied_invoices bcy_amount bcy_refunded_amount bcy_unused_amount
        created_time custom_fields_list customer_id customer_name date description documents
        gateway_transaction_id has_attachment invoice_numbers last_four_digits last_modified_time
        payment_gateway payment_id payment_mode payment_mode_formatted payment_number payment_status
        payment_type reference_number sales_channel settlement_status tags tax_account_id tax_account_name
        tax_amount_withheld unused_amount
    """,
    "creditnotes": """
        applied_invoices balance client_viewed_time color_code created_time creditnote_id creditnote_number
        currency_code currency_id current_sub_status current_sub_status_id customer_id customer_name date
        exchange_rate has_attachment is_emailed is_viewed_by_client issued_date last_modified_time
        price_precision reference_number rounding_mode salesperson_id salesperson_name status tags template_id
        template_type total
    """,
    "items": """
        account_id account_name can_be_purchased can_be_sold created_time description has_attachment
        image_document_id image_name image_type is_linked_with_zohocrm item_id item_name item_type
        last_modified_time name product_subtype product_type purchase_account_id purchase_account_name
        purchase_description purchase_rate purpose_of_use rate sku source status tags tax_id tax_name
        tax_percentage track_inventory unit vendor_name zcrm_product_id
    """,
    "salesorders": """
        bcy_total created_time currency_code currency_id custom_fields customer_id customer_name date
        has_attachment is_emailed last_modified_time reference_number salesorder_id salesorder_number
        shipment_date shipment_days status sub_total total zcrm_potential_id zcrm_potential_name
    """,
}

DETAILS = live_purchases.DETAILS | {
    "contacts": """
        account_id account_name ach_supported addresses approver_id approvers_list associated_with_square
        bank_accounts billing_address can_show_customer_ob can_show_vendor_ob cards checks company_name
        consent_date contact_category contact_id contact_name contact_persons contact_relation_type
        contact_salutation contact_tax_information contact_type created_by_id created_by_name created_date
        created_time credit_limit_exceeded_amount crm_owner_id currency_code currency_id currency_symbol
        custom_field_hash custom_fields customer_currency_summaries customer_sub_type default_templates
        department designation documents email entity_address_id exchange_rate facebook first_name
        has_transaction integration_references invited_by is_bcy_only_contact is_client_review_asked
        is_client_review_settings_enabled is_consent_agreed is_credit_limit_migration_completed
        is_crm_customer is_linked_with_zohocrm is_sms_enabled language_code language_code_formatted
        last_modified_by_id last_modified_time last_name lock_detail lock_details locked_actions mobile notes
        opening_balance_amount opening_balance_amount_bcy opening_balances outstanding_ob_payable_amount
        outstanding_ob_receivable_amount outstanding_payable_amount outstanding_payable_amount_bcy
        outstanding_receivable_amount outstanding_receivable_amount_bcy owner_id owner_name
        payment_reminder_enabled payment_terms payment_terms_id payment_terms_label phone photo_url
        portal_receipt_count portal_status price_precision pricebook_id pricebook_name primary_contact_id
        sales_channel shipping_address source status submitted_by submitted_by_email submitted_by_name
        submitted_by_photo_url submitted_date submitter_id tags tax_id_type tax_id_value tax_reg_label
        track_1099 twitter unused_credits_payable_amount unused_credits_payable_amount_bcy
        unused_credits_receivable_amount unused_credits_receivable_amount_bcy unused_retainer_payments
        upi_mandates vpa_list website zcrm_account_id zcrm_contact_id zohopeople_client_id
    """,
    "estimates": """
        adjustment adjustment_description allow_partial_payments approver_id approvers_list attachment_name
        bcy_adjustment bcy_discount_total bcy_rounding_mode bcy_shipping_charge bcy_shipping_charge_tax
        bcy_sub_total bcy_tax_total bcy_total beat_id beat_number billing_address can_send_estimate_sms
        can_send_in_mail cart_id client_viewed_time color_code contact_category contact_persons
        contact_persons_associated contact_persons_details created_by_id created_date created_time
        currency_code currency_id currency_symbol current_sub_status current_sub_status_id custom_field_hash
        custom_fields customer_default_billing_address customer_id customer_name date discount
        discount_applied_on_amount discount_percent discount_total discount_type documents estimate_id
        estimate_number estimate_type estimate_url exceptions exchange_rate expiry_date invoice_ids
        invoiced_amount is_converted_to_open is_discount_before_tax is_inclusive_tax is_progressive_quote
        is_transaction_created is_viewed_by_client journey_plan_id last_modified_by_id last_modified_time
        line_items lock_detail lock_details locked_actions notes orientation page_height page_width
        payment_options price_precision reference_number retainerinvoices rounding_mode roundoff_value
        salesorders salesperson_id salesperson_name shipping_address shipping_charge
        shipping_charge_account_id shipping_charge_account_name shipping_charge_exclusive_of_tax
        shipping_charge_exclusive_of_tax_formatted shipping_charge_inclusive_of_tax
        shipping_charge_inclusive_of_tax_formatted shipping_charge_tax shipping_charge_tax_exemption_code
        shipping_charge_tax_exemption_id shipping_charge_tax_formatted shipping_charge_tax_id
        shipping_charge_tax_name shipping_charge_tax_percentage shipping_charge_tax_type shipping_charge_taxes
        status sub_statuses sub_total sub_total_exclusive_of_discount sub_total_inclusive_of_tax
        subject_content submitted_by submitted_by_email submitted_by_name submitted_by_photo_url
        submitted_date submitter_id subscription_ids tags tax_override_preference tax_rounding tax_total taxes
        tds_calculation_type template_id template_name template_type terms total transaction_rounding_type
        uninvoiced_amount zcrm_potential_id zcrm_potential_name
    """,
    "invoices": """
        account_id account_identifier account_name ach_payment_initiated ach_supported adjustment
        adjustment_account_id adjustment_account_name adjustment_description allow_partial_payments
        approver_id approvers_list attachment_name balance bcy_adjustment bcy_discount_total bcy_rounding_mode
        bcy_shipping_charge bcy_shipping_charge_tax bcy_sub_total bcy_tax_total bcy_total billing_address
        can_send_in_mail can_send_invoice_sms can_show_kit_return channel_invoice_id client_viewed_time
        color_code computation_type contact contact_category contact_persons contact_persons_associated
        contact_persons_details created_by_id created_by_name created_date created_time credits_applied
        currency_code currency_id currency_name_formatted currency_symbol current_sub_status
        current_sub_status_id custom_field_hash custom_fields customer_custom_field_hash
        customer_custom_fields customer_default_billing_address customer_id customer_name date
        deliverychallans discount discount_account_id discount_account_name discount_applied_on_amount
        discount_percent discount_total discount_type documents due_date early_payment_discount_amount
        early_payment_discount_due_days early_payment_discount_percentage ecomm_operator_id
        ecomm_operator_name email estimate_id exceptions exchange_invoices exchange_rate in_process_payments
        includes_package_tracking_info inprocess_transaction_present invoice_id invoice_installments
        invoice_number invoice_source invoice_url is_autobill_enabled is_backorder
        is_client_review_settings_enabled is_discount_before_tax is_early_payment_discount_applicable
        is_emailed is_inclusive_tax is_kit_partial_return is_last_child_invoice is_progress_invoice
        is_viewed_by_client issued_date last_modified_by_id last_modified_time last_payment_date
        last_reminder_sent_date line_items lock_detail lock_details locked_actions merchant_id merchant_name
        next_reminder_date_formatted notes offline_created_date_with_time orientation page_height page_width
        payment_discount payment_expected_date payment_made payment_options payment_reminder_enabled
        payment_terms payment_terms_id payment_terms_label price_precision qr_code
        reader_offline_payment_initiated recurring_invoice_id reference_number reminders_sent retention_items
        retention_override_preference rounding_mode roundoff_value sales_channel salesorder_id
        salesorder_number salesorders salesperson_id salesperson_name schedule_time shipping_address
        shipping_bills shipping_charge shipping_charge_account_id shipping_charge_account_name
        shipping_charge_exclusive_of_tax shipping_charge_exclusive_of_tax_formatted
        shipping_charge_inclusive_of_tax shipping_charge_inclusive_of_tax_formatted shipping_charge_tax
        shipping_charge_tax_exemption_code shipping_charge_tax_exemption_id shipping_charge_tax_formatted
        shipping_charge_tax_id shipping_charge_tax_name shipping_charge_tax_percentage
        shipping_charge_tax_type shipping_charge_taxes status stop_reminder_until_payment_expected_date
        sub_statuses sub_total sub_total_inclusive_of_tax subject_content submitted_by submitted_by_email
        submitted_by_name submitted_by_photo_url submitted_date submitter_id tags tax_amount_withheld
        tax_override_preference tax_rounding tax_total taxes tds_calculation_type template_id template_name
        template_type terms total total_retention_amount total_taxable_amount transaction_rounding_type
        unprocessed_payment_amount unused_retainer_payments write_off_amount zcrm_potential_id
        zcrm_potential_name
    """,
    "purchaseorders": """
        adjustment adjustment_description advances approver_id approvers_list attachment_name attention
        billed_status billing_address billing_address_id bills can_mark_as_bill can_mark_as_unbill
        can_send_in_mail client_viewed_time color_code computation_type contact_category contact_persons
        contact_persons_associated created_by_id created_time currency_code currency_id currency_symbol
        current_sub_status current_sub_status_id custom_field_hash custom_fields date delivery_address
        delivery_customer_address_id delivery_customer_id delivery_date delivery_org_address_id discount
        discount_account_id discount_account_name discount_amount discount_applied_on_amount discount_percent
        discount_total discount_type documents exchange_rate expected_delivery_date has_qty_cancelled
        is_adv_tracking_in_receive is_discount_before_tax is_emailed is_inclusive_tax is_po_marked_as_received
        is_viewed_by_client last_modified_time line_items non_catalog_items_count notes order_status
        orientation page_height page_width payment_terms payment_terms_label price_precision purchaseorder_id
        purchaseorder_number received_status reference_number salesorders ship_via ship_via_id status
        sub_statuses sub_total sub_total_inclusive_of_tax submitted_by submitted_by_email submitted_by_name
        submitted_by_photo_url submitted_date submitter_id tags tax_override_preference tax_rounding tax_total
        taxes tds_calculation_type template_id template_name template_type terms total total_quantity
        vendor_id vendor_name
    """,
    "customerpayments": """
        account_id account_identifier account_name account_type amount attachment_name bank_charges
        bank_charges_account_id bank_charges_account_name beat_id beat_number can_send_in_mail
        can_send_payment_sms card_type created_by created_time currency_code currency_id currency_symbol
        custom_field_hash custom_fields customer_advance_account_id customer_advance_account_name customer_id
        customer_name date deposit_details description discount_amount documents exchange_rate
        imported_transactions invoices is_client_review_settings_enabled is_early_payment_discount_applicable
        is_ondc_channel is_payment_details_required journey_plan_id last_four_digits lock_details
        locked_actions offline_created_date_with_time online_transaction_id orientation page_height page_width
        payment_gateway payment_id payment_link_id payment_mode payment_number payment_number_prefix
        payment_number_suffix payment_refunds payment_status price_precision reference_number rounding_mode
        sales_channel sales_person_id sales_person_name settlement_status tags tax_account_id tax_account_name
        tax_amount_withheld template_id template_name template_type tender_id unused_amount updated_time
    """,
    "creditnotes": """
        account_id account_name adjustment adjustment_account_id adjustment_account_name
        adjustment_description approver_id approvers_list balance bcy_rounding_mode bcy_shipping_charge_tax
        billing_address client_viewed_time color_code computation_type contact_category contact_persons
        contact_persons_associated created_by_id created_by_name created_time creditnote_id creditnote_number
        creditnote_refunds currency_code currency_id currency_name_formatted currency_symbol
        current_sub_status current_sub_status_id custom_field_hash custom_fields customer_id customer_name
        date discount discount_account_id discount_account_name discount_applied_on_amount discount_type
        documents exceptions exchange_rate invoice_id invoices_credited is_discount_before_tax is_emailed
        is_inclusive_tax is_viewed_by_client issued_date last_modified_by_id last_modified_time line_items
        lock_detail lock_details locked_actions notes offline_created_date_with_time orientation page_height
        page_width price_precision reference_number rounding_mode roundoff_value sales_channel salesperson_id
        salesperson_name shipping_address shipping_charge shipping_charge_account_id
        shipping_charge_account_name shipping_charge_exclusive_of_tax
        shipping_charge_exclusive_of_tax_formatted shipping_charge_inclusive_of_tax
        shipping_charge_inclusive_of_tax_formatted shipping_charge_tax shipping_charge_tax_exemption_code
        shipping_charge_tax_exemption_id shipping_charge_tax_formatted shipping_charge_tax_id
        shipping_charge_tax_name shipping_charge_tax_percentage shipping_charge_tax_type shipping_charge_taxes
        status sub_statuses sub_total sub_total_inclusive_of_tax subject_content submitted_by
        submitted_by_email submitted_by_name submitted_by_photo_url submitted_date submitter_id tags
        tax_override_preference tax_rounding tax_total taxes tds_calculation_type template_id template_name
        template_type terms total total_credits_used total_refunded_amount transaction_rounding_type
    """,
    "items": """
        account_id account_name associated_template_id attribute_name1 attribute_name2 attribute_name3
        attribute_option_name1 attribute_option_name2 attribute_option_name3 brand can_be_purchased
        can_be_sold created_at created_time crm_owner_id custom_field_hash custom_fields
        default_hosted_page_url default_price_brackets description documents group_id has_variant image_name
        image_type integration_references is_default_tax_applied is_fulfillable is_linked_with_zohocrm
        is_modifier_item is_tax_expired item_code item_id item_type last_modified_time lock_detail
        lock_details locked_actions locked_fields manufacturer maximum_order_quantity minimum_order_quantity
        name offline_created_date_with_time price_brackets pricebook_rate pricing_scheme product_subtype
        product_type purchase_account_id purchase_account_name purchase_description purchase_rate
        purchase_tax_information purpose_of_use rate sales_channels sales_margin sales_rate sku source status
        tags tax_country_code tax_end_date tax_groups_details tax_id tax_information tax_name tax_percentage
        tax_start_date tax_status tax_type track_inventory unit unit_id zcrm_product_id
    """,
    "salesorders": """
        adjustment adjustment_description billing_address_id contact_persons_associated
        crm_custom_reference_id crm_owner_id custom_fields customer_id date delivery_method discount
        discount_type documents estimate_id exchange_rate is_discount_before_tax is_inclusive_tax
        is_update_customer line_items location_id location_name merchant_id merchant_name notes notes_default
        pricebook_id reference_number salesorder_number salesperson_id salesperson_name shipment_date
        shipping_address_id shipping_charge sub_statuses tags template_id terms terms_default
        zcrm_potential_id
    """,
}

LINES = {
    "estimates": """
        item_id line_item_id documents name internal_name description item_order header_id header_name bcy_rate rate
        quantity unit pricing_scheme pricebook_id line_item_category discount_amount discount discounts tax_id tax_name
        tax_type tax_percentage line_item_taxes item_total combo_type item_code tags image_document_id
        item_custom_fields mapped_items
    """,
    "invoices": """
        line_item_id item_id item_order name internal_name description discount_account_id discount_account_name unit
        quantity discount_amount discount discounts bcy_rate rate account_id account_name header_id header_name
        pricebook_id tax_id tax_name tax_type tax_percentage item_total item_custom_fields pricing_scheme tags documents
        image_document_id line_item_taxes bill_id bill_item_id stock_on_hand available_stock committed_stock
        available_for_sale_stock project_id time_entry_ids expense_id item_type expense_receipt_name sales_rate
        purchase_rate salesorder_item_id cost_amount markup_percent item_code mapped_items is_modifier_item
        line_item_category
    """,
    "purchaseorders": """
        item_id line_item_id salesorder_item_id image_document_id account_id account_name name description item_order
        is_receivable bcy_rate pricebook_id header_id header_name line_item_category rate quantity discount discounts
        quantity_marked_as_received quantity_cancelled quantity_billed unit item_total tax_id tax_name tax_type
        tax_percentage item_type line_item_taxes item_code tags item_custom_fields project_id image_name image_type
        purchase_request_items
    """,
    "creditnotes": """
        item_id line_item_id account_id account_name name internal_name description item_order invoice_id
        invoice_item_id quantity pricing_scheme unit item_custom_fields line_item_category project_id pricebook_id
        discount_amount discount discounts discount_account_id discount_account_name bcy_rate rate sales_margin tax_id
        tax_name tax_type tax_percentage line_item_taxes item_total item_type item_code tags image_document_id
        can_skip_stock_tracking is_credit_only_item mapped_items is_modifier_item
    """,
}
