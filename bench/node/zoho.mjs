// How the peers of Node reach the stub: one pool of undici's, and what of a row becomes which field.
import { gunzipSync } from 'node:zlib'
import { Pool } from 'undici'

const pool = new Pool(process.env.BENCH_STUB, { connections: 64, pipelining: 1 })
const BOOKS = '/books/v3/invoices?organization_id=460000000000100&filter_by=Status.All'
const DEALS = '/crm/v8/Deals?fields=Account_Name,Amount,Closing_Date,Currency,Deal_Name,Lead_Source,Probability,Stage,Type'
const ACCOUNTS = '/crm/v8/Accounts?fields=Account_Name,Annual_Revenue,Currency,Employees,Industry,Owner,Phone,Website'

async function read (path, authorization) {
  const headers = { authorization: authorization.replace('Bearer', 'Zoho-oauthtoken'), 'accept-encoding': 'gzip' }
  const { statusCode, body } = await pool.request({ path, method: 'GET', headers })
  if (statusCode !== 200) throw new Error(`status ${statusCode}`)
  // At once and whole: a stream, or a thread of the pool, costs more for bodies of this size.
  return JSON.parse(gunzipSync(await body.arrayBuffer()))
}

const money = (amount, currency) => ({ amount: String(amount), currency })

export const invoices = async (authorization, first) =>
  (await read(`${BOOKS}&page=1&per_page=${first}`, authorization)).invoices

export const deals = async (authorization, first) =>
  (await read(`${DEALS}&page=1&per_page=${first}`, authorization)).data

const inOrder = (ids, rows) => {
  const found = new Map(rows.map(row => [row.id, row]))
  return ids.map(id => found.get(id) ?? null)
}

export const accounts = async (authorization, ids) =>
  inOrder(ids, (await read(`${ACCOUNTS}&ids=${ids.join(',')}&per_page=100`, authorization)).data)

export const users = async (authorization, ids) =>
  inOrder(ids, (await read(`/crm/v8/users?type=AllUsers&ids=${ids.join(',')}&per_page=100`, authorization)).users)

export const readers = {
  Invoice: {
    number: row => row.invoice_number,
    reference: row => row.reference_number,
    status: row => row.status.toUpperCase(),
    issuedOn: row => row.date,
    dueOn: row => row.due_date,
    lastPaymentOn: row => row.last_payment_date,
    customerName: row => row.customer_name,
    email: row => row.email,
    currency: row => row.currency_code,
    exchangeRateToBase: row => row.exchange_rate,
    isEmailed: row => row.is_emailed,
    createdAt: row => new Date(row.created_time),
    total: row => money(row.total, row.currency_code),
    balance: row => money(row.balance, row.currency_code),
    shippingCharge: row => money(row.shipping_charge, row.currency_code)
  },
  Deal: {
    name: row => row.Deal_Name,
    stage: row => row.Stage,
    probability: row => row.Probability,
    closingOn: row => row.Closing_Date,
    kind: row => row.Type,
    leadSource: row => row.Lead_Source,
    amount: row => money(row.Amount, row.Currency)
  },
  Account: {
    name: row => row.Account_Name,
    industry: row => row.Industry,
    phone: row => row.Phone,
    website: row => row.Website,
    employees: row => row.Employees,
    annualRevenue: row => money(row.Annual_Revenue, row.Currency)
  },
  User: {
    name: row => row.full_name,
    firstName: row => row.first_name,
    lastName: row => row.last_name,
    email: row => row.email,
    status: row => row.status.toUpperCase(),
    timeZone: row => row.time_zone
  }
}
